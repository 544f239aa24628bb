package io.minos.node.auth;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * etcd's simple tokens: given out by an entry of the log, so that every member knows them, each for a time by its own clock,
 * begun anew whenever the token is used there. Not part of the state: a restart forgets them.
 */
public final class SimpleTokens {
    private record Given(String user, long untilNanos) {}

    private final long ttlNanos;
    private final long recoveredIndex;
    /** By when they run out, the first first. */
    private final LinkedHashMap<String, Given> tokens = new LinkedHashMap<>();

    /**
     * @param recoveredIndex the last of the entries that this life found in the log: what these gave out may have run out
     *     long ago, and must not come back to life
     */
    public SimpleTokens(long ttlNanos, long recoveredIndex) {
        this.ttlNanos = ttlNanos;
        this.recoveredIndex = recoveredIndex;
    }

    /** The token that the entry at this index gives out. */
    public static String token(String prefix, long index) {
        return prefix + "." + Long.toUnsignedString(index);
    }

    /** The entry that gave the token out, if it is a token at all: a member that has not applied it cannot know the token yet. */
    public static Optional<Long> index(String token) {
        int dot = token.indexOf('.');
        try {
            return dot < 0 ? Optional.empty() : Optional.of(Long.parseLong(token, dot + 1, token.length(), 10));
        } catch (NumberFormatException noIndex) {
            return Optional.empty();
        }
    }

    public void assign(String token, String user, long index, long nowNanos) {
        if (index > recoveredIndex) {
            tokens.put(token, new Given(user, nowNanos + ttlNanos));
        }
    }

    /** Whose token it is; it counts as used. */
    public Optional<String> use(String token, long nowNanos) {
        Given given = tokens.remove(token);
        if (given == null || given.untilNanos() - nowNanos <= 0) {
            return Optional.empty();
        }
        tokens.put(token, new Given(given.user(), nowNanos + ttlNanos));
        return Optional.of(given.user());
    }

    /** Forgets those that have run out. */
    public void tick(long nowNanos) {
        Iterator<Given> first = tokens.values().iterator();
        while (first.hasNext() && first.next().untilNanos() - nowNanos <= 0) {
            first.remove();
        }
    }

    public void invalidate(String user) {
        tokens.values().removeIf(given -> given.user().equals(user));
    }

    public void clear() {
        tokens.clear();
    }
}
