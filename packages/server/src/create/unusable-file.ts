import { ApiError } from "../http/error.ts";

/** A file that no model can be made from, so that there is no use in keeping it. Its status is 400. */
export class UnusableFileError extends ApiError {
  constructor(message: string, options?: ErrorOptions) {
    super(400, message, options);
  }
}
