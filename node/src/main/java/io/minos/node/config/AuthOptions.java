package io.minos.node.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How users show who they are.
 *
 * @param bcryptCost of new passwords' hashes
 * @param simpleTokenTtl how long a simple token holds that is not used
 * @param jwt instead of simple tokens
 * @param commonNames whether a client without a token is the user that its certificate names
 */
public record AuthOptions(int bcryptCost, Duration simpleTokenTtl, Optional<Jwt> jwt, boolean commonNames) {
    /**
     * Tokens that carry their own proof.
     *
     * @param signMethod as JSON Web Algorithms name it: RS256
     * @param publicKey enough for one that only verifies
     * @param privateKey of the HS methods the secret itself
     */
    public record Jwt(String signMethod, Optional<Path> publicKey, Optional<Path> privateKey, Duration ttl) {}
}
