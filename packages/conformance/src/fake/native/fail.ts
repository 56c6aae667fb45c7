/** An error that the fake server answers with. */
export class Fail extends Error {
  override readonly name = "Fail";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
