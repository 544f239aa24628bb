package io.minos.node.front;

import java.util.Optional;

/**
 * What a request shows of whom it is from, unchecked.
 *
 * @param token takes precedence
 * @param commonName of the client's certificate, which was verified
 */
public record Caller(Optional<String> token, Optional<String> commonName) {
    public static final Caller NOBODY = new Caller(Optional.empty(), Optional.empty());

    public static Caller of(Optional<String> token, Optional<String> commonName) {
        return token.isEmpty() && commonName.isEmpty() ? NOBODY : new Caller(token, commonName);
    }
}
