import { FormatRegistry, type Static, Type } from "@sinclair/typebox";
import { optional } from "./field.ts";

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

// TypeBox knows no formats of its own and would refuse every text.
FormatRegistry.Set("uuid", (text) => uuid.test(text));

/** Answer of `POST /api/me`: the account that the server is signed in with. */
export const UserResponse = Type.Object({
  id: Type.String({ format: "uuid", description: "Names the account." }),
  email: Type.String(),
  name: Type.String({ description: "Name of the user, and namespace of the models that they push." }),
  bio: optional(Type.String(), "What the user says of themselves."),
  avatarurl: optional(Type.String(), "URL of a picture."),
  firstname: optional(Type.String()),
  lastname: optional(Type.String()),
  plan: optional(Type.String(), "What the user pays for; free unless the host says otherwise."),
});
export type UserResponse = Static<typeof UserResponse>;

/** Answer of `POST /api/signout`: nothing. */
export const SignoutResponse = Type.Null({ description: "The server has signed out." });
export type SignoutResponse = Static<typeof SignoutResponse>;
