package io.minos.node.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values by flag, wherever they came from, each well-formed; and what the user should be told about them. */
final class Settings {
    private final Map<String, String> values = new HashMap<>();
    private final List<String> notices = new ArrayList<>();

    boolean isSet(String name) {
        return values.containsKey(name);
    }

    /** What was set, or the flag's default; for lists of URLs, empty text counts as not set. */
    String text(String name) {
        Flag flag = Flags.named(name).orElseThrow();
        String value = values.getOrDefault(name, flag.standard());
        return flag.kind() == Kind.URLS && value.isEmpty() ? flag.standard() : value;
    }

    boolean isTrue(String name) {
        return text(name).equals("true");
    }

    /** @param value well-formed; of a boolean's many spellings one is kept */
    void set(Flag flag, String value) {
        values.put(flag.name(), flag.kind() == Kind.BOOL ? String.valueOf(Kind.isTrue(value)) : value);
    }

    /** Checks what the flags' kinds cannot: that a value is one we support. */
    void checkSupported() throws ConfigException {
        for (Flag flag : Flags.all()) {
            if (isSet(flag.name())) {
                String value = text(flag.name());
                if (flag.refusal(value).isPresent()) {
                    throw new ConfigException(ConfigException.INVALID, flag.refusal(value).get());
                }
                if (flag.isIgnored()) {
                    notice("--" + flag.name() + " is not supported, ignored");
                }
            }
        }
    }

    void notice(String line) {
        notices.add(line);
    }

    List<String> notices() {
        return notices;
    }
}
