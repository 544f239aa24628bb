package io.minos.scenarios.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Minos this is; written by the build. */
public final class Version {
    public static final String MINOS = read();

    private Version() {}

    /** With the commit, when the launcher knew it: a seed means the same only with the same code. */
    public static String withCommit() {
        String commit = System.getProperty("minos.commit", "");
        return commit.isEmpty() ? MINOS : MINOS + " (" + commit + ")";
    }

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
