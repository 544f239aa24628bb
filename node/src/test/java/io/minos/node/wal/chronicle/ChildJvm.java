package io.minos.node.wal.chronicle;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that run a main class of the tests as this JVM runs: same class path, same flags. */
public final class ChildJvm {
    private ChildJvm() {}

    public static List<String> command(Class<?> main, Object... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "-Dchronicle.analytics.disable=true", "-Dchronicle.announcer.disable=true", "-Dchronicle.disk.monitor.disable=true",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return command;
    }
}
