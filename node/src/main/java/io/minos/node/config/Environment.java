package io.minos.node.config;

import java.util.Map;
import java.util.TreeMap;

/** {@code ETCD_…} variables stand in for flags that are not given (etcd 3.4, pkg/flags/flag.go). */
final class Environment {
    private Environment() {}

    static void read(Map<String, String> environment, Settings settings) throws ConfigException {
        Map<String, String> unrecognized = new TreeMap<>(environment);
        unrecognized.keySet().removeIf(key -> !key.startsWith("ETCD_"));
        for (Flag flag : Flags.all()) {
            String key = flag.variable();
            if (environment.containsKey(key) && settings.isSet(flag.name())) {
                throw new ConfigException(ConfigException.INVALID, "conflicting environment variable \"" + key
                        + "\" is shadowed by corresponding command-line flag (either unset environment variable or disable flag)");
            }
            String value = environment.getOrDefault(key, "");
            if (!value.isEmpty()) {
                unrecognized.remove(key);
                set(flag, key, value, settings);
            }
        }
        unrecognized.forEach((key, value) -> settings.notice("unrecognized environment variable " + key + "=" + value));
    }

    private static void set(Flag flag, String key, String value, Settings settings) throws ConfigException {
        String problem = flag.kind().problem(value).orElse("");
        if (!problem.isEmpty()) {
            throw new ConfigException(ConfigException.INVALID, "invalid value \"" + value + "\" for " + key + ": " + problem);
        }
        settings.set(flag, value);
        settings.notice("recognized and used environment variable " + key + "=" + value);
    }
}
