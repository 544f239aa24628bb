package io.minos.node.auth;

/** Who a call says it is from. What becomes of it is decided where the users are known. */
public sealed interface Claim {
    Nobody NOBODY = new Nobody();

    record Nobody() implements Claim {}

    /** A simple token, as the client gave it. */
    record Token(String text) implements Claim {}

    /** By a token that carries its own proof, which was checked. */
    record Proven(Identity identity) implements Claim {}

    /** The common name of the client's certificate, which was verified. */
    record CommonName(String name) implements Claim {}

    /** It came with something that is no token. */
    record Invalid() implements Claim {}
}
