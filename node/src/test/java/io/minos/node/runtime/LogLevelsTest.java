package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.minos.node.config.LogOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** {@code --log-package-levels}: parts of a member log more or less than the others. */
class LogLevelsTest {
    private static final List<String> CHANGED = List.of("io.minos.node", "io.minos.node.front", "io.minos.node.transport", "io.minos.node.wal", "io.minos.node.runtime.WalThread");
    private final Level before = logger(org.slf4j.Logger.ROOT_LOGGER_NAME).getLevel();

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    @AfterEach
    void put_back() {
        CHANGED.forEach(name -> logger(name).setLevel(null));
        Logs.level(before);
    }

    private static void levels(Map<String, String> packageLevels) {
        Logs.levels(new LogOptions(false, "info", List.of("stderr"), new TreeMap<>(packageLevels)));
    }

    @Test
    void one_part_may_say_more_and_another_less() {
        levels(Map.of("etcdserver", "error", "rafthttp", "debug", "nobody", "trace"));
        assertThat(logger("io.minos.node").getEffectiveLevel()).isEqualTo(Level.ERROR);
        assertThat(logger("io.minos.node.transport.PeerLink").getEffectiveLevel()).isEqualTo(Level.DEBUG);
        assertThat(logger("io.minos.node.runtime.WalThread").getEffectiveLevel()).as("the server's is not passed on").isEqualTo(Level.INFO);
        assertThat(logger("io.minos.node.wal.chronicle.ChronicleWal").getEffectiveLevel()).isEqualTo(Level.INFO);
    }

    @Test
    void the_star_stands_for_those_that_are_not_named() {
        levels(Map.of("*", "fatal", "wal", "debug"));
        assertThat(logger("io.minos.node").getEffectiveLevel()).isEqualTo(Level.ERROR);
        assertThat(logger("io.minos.node.transport.PeerLink").getEffectiveLevel()).isEqualTo(Level.ERROR);
        assertThat(logger("io.minos.node.wal.chronicle.ChronicleWal").getEffectiveLevel()).isEqualTo(Level.DEBUG);
        assertThat(logger("io.minos.node.runtime.WalThread").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    }
}
