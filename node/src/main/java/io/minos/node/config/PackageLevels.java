package io.minos.node.config;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The deprecated {@code --log-package-levels}, of plain text logs alone (capnslog, RepoLogger.ParseLogLevelConfig). */
final class PackageLevels {
    private static final String FLAG = "log-package-levels";

    private PackageLevels() {}

    /** As {@link LogOptions} has them; none if any is malformed, which is not refused. */
    static SortedMap<String, String> read(Settings settings) {
        String given = settings.text(FLAG);
        if (given.isEmpty()) {
            return Collections.emptySortedMap();
        }
        settings.notice("Deprecated '--" + FLAG + "=" + given + "' flag is set; use '--logger=zap' flag instead");
        if (!settings.text("logger").equals("capnslog")) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, String> levels = new TreeMap<>();
        for (String setting : given.split(",", -1)) {
            String[] parts = setting.split("=", -1);
            if (parts.length != 2) {
                return malformed(settings, "oddly structured `pkg=level` option: " + setting);
            }
            Optional<String> level = level(parts[1]);
            if (level.isEmpty()) {
                return malformed(settings, "couldn't parse log level " + parts[1]);
            }
            levels.put(parts[0], level.get());
        }
        return levels;
    }

    private static SortedMap<String, String> malformed(Settings settings, String why) {
        settings.notice("couldn't parse log level string: " + why + ", continuing with default levels");
        return Collections.emptySortedMap();
    }

    /** A notice is less than a warning, and more than what is logged as information here. */
    private static Optional<String> level(String capnslog) {
        return switch (capnslog) {
            case "CRITICAL", "C" -> Optional.of("fatal");
            case "ERROR", "0", "E" -> Optional.of("error");
            case "WARNING", "1", "W", "NOTICE", "2", "N" -> Optional.of("warn");
            case "INFO", "3", "I" -> Optional.of("info");
            case "DEBUG", "4", "D" -> Optional.of("debug");
            case "TRACE", "5", "T" -> Optional.of("trace");
            default -> Optional.empty();
        };
    }
}
