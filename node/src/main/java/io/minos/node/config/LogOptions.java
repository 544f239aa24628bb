package io.minos.node.config;

import java.util.List;

/**
 * How a member logs.
 *
 * @param json a JSON object a line, as etcd's {@code --logger=zap} has it, rather than plain text
 * @param level etcd's word for it
 * @param outputs {@link #STDERR}, {@link #STDOUT}, {@link #JOURNAL}, or a file's path; each once
 */
public record LogOptions(boolean json, String level, List<String> outputs) {
    public static final String STDERR = "stderr";
    public static final String STDOUT = "stdout";
    public static final String JOURNAL = "systemd/journal";

    public LogOptions {
        outputs = List.copyOf(outputs);
    }
}
