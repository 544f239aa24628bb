package io.minos.node.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * etcd has gauges that end in {@code _total}, and counters that do not; Prometheus' library knows neither. Such metrics are
 * registered under the name that the library would have, and named as etcd does in the text.
 */
final class EtcdNames {
    private static final String TOTAL = "_total";

    private final Map<String, String> etcds = new HashMap<>();

    String gauge(String name) {
        return withoutTotal(name, "");
    }

    String histogram(String name) {
        for (String part : new String[] {"_bucket", "_sum", "_count"}) {
            withoutTotal(name, part);
        }
        return withoutTotal(name, "");
    }

    private String withoutTotal(String name, String part) {
        if (!name.endsWith(TOTAL)) {
            return name;
        }
        String known = name.substring(0, name.length() - TOTAL.length());
        etcds.put(known + part, name + part);
        return known;
    }

    String counter(String name) {
        if (!name.endsWith(TOTAL)) {
            etcds.put(name + TOTAL, name);
        }
        return name;
    }

    /** Whole numbers are written as Go's library does, and scripts that look for them expect: without a fraction. */
    String text(String librarys) {
        return librarys.lines().map(this::line).collect(Collectors.joining("\n", "", "\n"));
    }

    private String line(String line) {
        int start = line.startsWith("# HELP ") || line.startsWith("# TYPE ") ? "# HELP ".length() : 0;
        int end = start;
        while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '{') {
            end++;
        }
        String name = line.substring(start, end);
        boolean isWhole = start == 0 && line.endsWith(".0");
        return line.substring(0, start) + etcds.getOrDefault(name, name) + line.substring(end, isWhole ? line.length() - 2 : line.length());
    }
}
