package io.minos.node.runtime;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.BCrypt.Version;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Passwords are kept as bcrypt hashes. To make or to check one takes long, on purpose: it has threads of its own. */
final class Passwords {
    /** The v2 API's users have what Go's library does unasked, whatever {@code --bcrypt-cost} says. */
    static final int V2_COST = 10;

    private static final Version VERSION = Version.VERSION_2A;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PREFIX_LETTERS = 16;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final int cost;
    private final Executor executor;

    /** @param cost etcd's {@code --bcrypt-cost}, each one more doubling the time */
    Passwords(int cost, Executor executor) {
        this.cost = cost;
        this.executor = executor;
    }

    /** bcrypt knows 72 bytes; of a longer password a digest is taken, so that no two are alike (etcd's are, from there on). */
    CompletableFuture<ByteString> hash(String password) {
        return CompletableFuture.supplyAsync(() -> ByteString.copyFrom(
                BCrypt.with(VERSION, RANDOM, LongPasswordStrategies.hashSha512(VERSION)).hash(cost, password.getBytes(StandardCharsets.UTF_8))), executor);
    }

    CompletableFuture<Boolean> isRight(String password, ByteString hash) {
        return CompletableFuture.supplyAsync(() -> !hash.isEmpty() && BCrypt.verifyer(VERSION, LongPasswordStrategies.hashSha512(VERSION))
                .verify(password.getBytes(StandardCharsets.UTF_8), hash.toByteArray()).verified, executor);
    }

    /** What makes a simple token unguessable. */
    static String tokenPrefix() {
        StringBuilder prefix = new StringBuilder();
        for (int i = 0; i < PREFIX_LETTERS; i++) {
            prefix.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return prefix.toString();
    }
}
