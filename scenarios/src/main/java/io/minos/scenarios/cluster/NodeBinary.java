package io.minos.scenarios.cluster;

import io.minos.scenarios.scenario.ScenarioException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program that serves as a node, taking etcd's flags. */
public sealed interface NodeBinary {
    /** Property or environment variable with the command that starts the reference node, words separated by blanks. */
    String COMMAND_PROPERTY = "minos.node.command";

    /** Property with the checkout's directory, set by the launcher. */
    String HOME_PROPERTY = "minos.home";

    String COMMAND_VARIABLE = "MINOS_NODE_COMMAND";

    /** The words that start it, before the flags. */
    List<String> command();

    /** {@code reference} or {@code etcd}, as reports name it. */
    String name();

    /** As the program itself says. */
    String version();

    /** Whether there is this flag, named without dashes. */
    boolean knows(String flag);

    record Reference(List<String> command) implements NodeBinary {
        public Reference {
            command = List.copyOf(command);
        }

        @Override
        public String name() {
            return "reference";
        }

        @Override
        public String version() {
            return Version.MINOS;
        }

        @Override
        public boolean knows(String flag) {
            return true; // etcd 3.4's, all of them
        }
    }

    record Etcd(Path executable) implements NodeBinary {
        @Override
        public List<String> command() {
            return List.of(executable.toString());
        }

        @Override
        public String name() {
            return "etcd";
        }

        /** From {@code etcd --version}; empty when it does not say within 5 s. */
        @Override
        public String version() {
            return said("--version").lines().filter(line -> line.startsWith("etcd Version:")).findFirst().map(line -> line.substring(13).strip()).orElse("");
        }

        @Override
        public boolean knows(String flag) {
            return said("--help").contains("--" + flag + " ");
        }

        /** Empty when it does not say within 5 s. */
        private String said(String question) {
            try {
                Process process = new ProcessBuilder(executable.toString(), question).redirectErrorStream(true).start();
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return "";
                }
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "";
            }
        }
    }

    /** @throws ScenarioException when there is no such program here */
    static NodeBinary parse(String target) {
        if (target.equals("reference")) {
            return reference();
        }
        String wanted = target.equals("etcd") ? "etcd" : target.substring("etcd:".length());
        return new Etcd(find(wanted).orElseThrow(() -> new ScenarioException(target.equals("etcd")
                ? "there is no etcd on the PATH; install it (Debian, Ubuntu: etcd-server) or give --target etcd:PATH"
                : wanted + " is not an executable file")));
    }

    /** A path, or a name looked up on the PATH. */
    private static Optional<Path> find(String program) {
        if (program.contains(File.separator)) {
            return Optional.of(Path.of(program).toAbsolutePath()).filter(Files::isExecutable);
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** As told by property or environment; otherwise this checkout's own, by its launcher. */
    private static NodeBinary reference() {
        String told = System.getProperty(COMMAND_PROPERTY, System.getenv().getOrDefault(COMMAND_VARIABLE, "")).strip();
        if (!told.isEmpty()) {
            return new Reference(List.of(told.split("\\s+")));
        }
        String home = System.getProperty(HOME_PROPERTY);
        if (home == null) {
            throw new ScenarioException("where the reference node is, is not known: start Minos with ./minos, or set " + COMMAND_VARIABLE);
        }
        return new Reference(List.of(Path.of(home, "minos").toString(), "node"));
    }
}
