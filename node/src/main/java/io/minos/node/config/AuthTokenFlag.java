package io.minos.node.config;

import io.minos.node.config.AuthOptions.Jwt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** etcd's {@code --auth-token}: a kind of token and its options, {@code jwt,priv-key=k.pem,sign-method=RS256,ttl=10m}. */
final class AuthTokenFlag {
    private static final String INVALID = "auth: invalid auth options: ";
    private static final Duration TTL = Duration.ofMinutes(5);

    private AuthTokenFlag() {}

    /** @return empty for simple tokens */
    static Optional<Jwt> parse(String text, Consumer<String> notice) throws ConfigException {
        String[] parts = text.split(",", -1);
        Map<String, String> options = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", -1);
            if (pair.length != 2 || options.put(pair[0], pair[1]) != null) {
                throw invalid("--auth-token has an option that is not name=value, or has it twice: \"" + parts[i] + "\"");
            }
        }
        return switch (parts[0]) {
            case "", "simple" -> Optional.empty();
            case "jwt" -> Optional.of(jwt(options, notice));
            default -> throw invalid("unknown token type \"" + parts[0] + "\" for --auth-token");
        };
    }

    private static Jwt jwt(Map<String, String> options, Consumer<String> notice) throws ConfigException {
        String method = taken(options, "sign-method");
        if (!method.matches("(RS|PS|ES|HS)(256|384|512)")) {
            throw invalid("--auth-token=jwt needs a sign-method (RS256, …): auth: invalid auth signature method");
        }
        String ttl = taken(options, "ttl");
        Optional<Duration> parsed = ttl.isEmpty() ? Optional.of(TTL) : GoDuration.parse(ttl);
        if (parsed.isEmpty()) {
            throw invalid("time: invalid duration \"" + ttl + "\" for the ttl of --auth-token");
        }
        Optional<Path> publicKey = path(taken(options, "pub-key"));
        Optional<Path> privateKey = path(taken(options, "priv-key"));
        boolean needsPrivate = method.startsWith("HS");
        if (privateKey.isEmpty() && (needsPrivate || publicKey.isEmpty())) {
            throw new ConfigException(ConfigException.INVALID, "auth: missing key data: --auth-token=jwt needs a priv-key" + (needsPrivate ? "" : " or a pub-key"));
        }
        if (!options.isEmpty()) {
            notice.accept("unknown JWT options: " + options.keySet());
        }
        return new Jwt(method, publicKey, privateKey, parsed.get());
    }

    private static String taken(Map<String, String> options, String name) {
        String value = options.remove(name);
        return value == null ? "" : value;
    }

    private static Optional<Path> path(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }

    private static ConfigException invalid(String why) {
        return new ConfigException(ConfigException.INVALID, INVALID + why);
    }
}
