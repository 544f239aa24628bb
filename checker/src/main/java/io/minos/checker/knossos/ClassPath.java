package io.minos.checker.knossos;

import io.minos.checker.history.HarnessFailure;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A class path as java takes it: jars, directories, and {@code DIRECTORY/*} for every jar in a directory. */
final class ClassPath {
    private static final String ALL = File.separator + "*";

    private ClassPath() {}

    /** @throws HarnessFailure one line, if an entry does not exist */
    static URL[] urls(String text) {
        List<URL> urls = new ArrayList<>();
        for (String entry : text.split(File.pathSeparator)) {
            if (entry.isBlank()) continue;
            if (entry.endsWith(ALL)) jars(Path.of(entry.substring(0, entry.length() - ALL.length()))).forEach(jar -> urls.add(url(jar)));
            else urls.add(url(Path.of(entry)));
        }
        return urls.toArray(URL[]::new);
    }

    private static List<Path> jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new HarnessFailure("The class path of Knossos names " + directory + ", which is no directory.", e);
        }
    }

    private static URL url(Path path) {
        if (!Files.exists(path)) throw new HarnessFailure("The class path of Knossos names " + path + ", which does not exist.");
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new HarnessFailure("The class path of Knossos names " + path + ", which is no path.", e);
        }
    }
}
