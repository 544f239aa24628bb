package io.minos.scenarios.cluster;

import java.util.List;

/** What the reference node's JVM is given when no launcher says so: what Chronicle Queue needs, and a modest heap. */
final class ReferenceFlags {
    static final List<String> JVM = List.of(
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "-Dchronicle.analytics.disable=true",
            "-Dchronicle.announcer.disable=true",
            "-Dchronicle.disk.monitor.disable=true",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=4",
            "-Xmx512m");

    private ReferenceFlags() {}
}
