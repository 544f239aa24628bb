package io.minos.scenarios.catalogue;

import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.ScenarioException;
import io.minos.scenarios.scenario.ScenarioFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The scenarios that come with Minos, by name. */
public final class Catalogue {
    private static final String SUFFIX = ".yaml";

    private Catalogue() {}

    /** The default first. */
    public static List<String> names() {
        return resource("index").lines().toList();
    }

    /** @throws ScenarioException there is none of this name */
    public static Scenario scenario(String name) {
        if (!names().contains(name)) {
            throw new ScenarioException("there is no scenario " + name + "; there are " + String.join(", ", names()) + ", or give a YAML file");
        }
        return ScenarioFile.parse(name + SUFFIX, yaml(name));
    }

    /** The file as it is shipped. */
    public static String yaml(String name) {
        return resource(name + SUFFIX);
    }

    /** A file when there is one; otherwise one of the catalogue, by its name or its file's name. */
    public static Scenario find(String fileOrName) {
        Path file = Path.of(fileOrName);
        if (isFile(fileOrName)) {
            return ScenarioFile.read(file);
        }
        String last = file.getFileName() == null ? fileOrName : file.getFileName().toString();
        return scenario(last.endsWith(SUFFIX) ? last.substring(0, last.length() - SUFFIX.length()) : fileOrName);
    }

    public static boolean isFile(String fileOrName) {
        return Files.isRegularFile(Path.of(fileOrName));
    }

    private static String resource(String name) {
        try (InputStream in = Catalogue.class.getResourceAsStream("/io/minos/scenarios/catalogue/" + name)) {
            if (in == null) {
                throw new IllegalStateException("this build has no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
