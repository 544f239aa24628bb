package io.minos.node.runtime;

import io.minos.node.auth.Claim;
import io.minos.node.auth.Identity;
import java.util.Optional;

/** What kind of tokens the cluster has ({@code --auth-token}). For any thread. */
interface Tokens {
    /** Given out by the log, and known to the replica alone. */
    Tokens SIMPLE = new Tokens() {
        @Override
        public Claim claim(String token) {
            return new Claim.Token(token);
        }

        @Override
        public Optional<String> signed(Identity who) {
            return Optional.empty();
        }
    };

    /** What a token says, as far as it can be told without the users. */
    Claim claim(String token);

    /** A token for one who has shown who he is; empty if that takes an entry in the log. */
    Optional<String> signed(Identity who);
}
