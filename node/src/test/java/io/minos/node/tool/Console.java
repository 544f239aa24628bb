package io.minos.node.tool;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a tool and keeps what it says. */
final class Console {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    interface Tool {
        int run(List<String> args, PrintStream out, PrintStream err);
    }

    int run(Tool tool, String... args) {
        out.reset();
        err.reset();
        try (PrintStream outText = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errText = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            return tool.run(List.of(args), outText, errText);
        }
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
