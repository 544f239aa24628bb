package io.minos.scenarios.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Minos this is; written by the build. */
public final class Version {
    public static final String MINOS = read();

    private Version() {}

    private static String read() {
        try (InputStream in = Version.class.getResourceAsStream("/io/minos/scenarios/version.properties")) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
