package io.minos.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with a file under {@code src/test/testdata}; {@code -Drewrite=true} writes it anew. */
final class Golden {
    private static final Path DIRECTORY = Path.of("src/test/testdata");

    private Golden() {}

    static void check(String name, String actual) throws IOException {
        Path file = DIRECTORY.resolve(name);
        if (Boolean.getBoolean("rewrite")) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(file, actual);
        }
        assertThat(actual).as("%s; -Drewrite=true rewrites it", file).isEqualTo(Files.readString(file));
    }
}
