package io.minos.node.config;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a member logs.
 *
 * @param json a JSON object a line, as etcd's {@code --logger=zap} has it, rather than plain text
 * @param level etcd's word for it
 * @param outputs {@link #STDERR}, {@link #STDOUT}, {@link #JOURNAL}, or a file's path; each once
 * @param packageLevels levels by etcd's names for its packages, "*" for all: for these in the place of {@code level}
 */
public record LogOptions(boolean json, String level, List<String> outputs, SortedMap<String, String> packageLevels) {
    public static final String STDERR = "stderr";
    public static final String STDOUT = "stdout";
    public static final String JOURNAL = "systemd/journal";

    public LogOptions {
        outputs = List.copyOf(outputs);
        packageLevels = Collections.unmodifiableSortedMap(new TreeMap<>(packageLevels));
    }
}
