package io.minos.node.runtime;

import ch.qos.logback.classic.Level;
import io.minos.node.config.Invocation;
import io.minos.node.config.NodeConfig;
import io.minos.node.tool.SnapshotStatus;
import io.minos.node.tool.WalDigest;
import io.minos.node.tool.WalDump;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code minos node}: starts a member, restores one from a snapshot, makes a backup of one, or looks into one's files. */
public final class Main {
    private static final int START_FAILED = 1;
    private static final int BROKEN = 2;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = List.of(arguments);
        if (startsWith(words, "wal", "dump")) {
            exit(new WalDump(Commands::describe).run(words.subList(2, words.size()), System.out, System.err));
        } else if (startsWith(words, "wal", "digest")) {
            exit(new WalDigest().run(words.subList(2, words.size()), System.out, System.err));
        } else if (startsWith(words, "snapshot", "status")) {
            exit(new SnapshotStatus().run(words.subList(2, words.size()), System.out, System.err));
        } else if (startsWith(words, "restore")) {
            Logs.level(Level.WARN);
            exit(RestoreCommand.run(words.subList(1, words.size()), System.out, System.err));
        } else if (startsWith(words, "backup")) {
            Logs.level(Level.WARN);
            exit(BackupCommand.run(words.subList(1, words.size()), System.out, System.err));
        } else {
            start(NodeConfig.parse(words, System.getenv()));
        }
    }

    private static boolean startsWith(List<String> words, String... start) {
        return words.size() >= start.length && words.subList(0, start.length).equals(List.of(start));
    }

    private static void start(Invocation invocation) throws InterruptedException {
        if (invocation instanceof Invocation.Print print) {
            System.out.print(print.text());
        } else if (invocation instanceof Invocation.Refuse refuse) {
            System.err.println(refuse.text());
            exit(refuse.exitCode());
        } else {
            run((Invocation.Run) invocation);
        }
    }

    private static void run(Invocation.Run invocation) throws InterruptedException {
        Logger log = LoggerFactory.getLogger("io.minos.node");
        try {
            Logs.apply(invocation.config().log());
        } catch (StartException unusable) {
            System.err.println("error verifying flags, " + unusable.getMessage() + ". See 'minos node --help'.");
            exit(START_FAILED);
            return;
        }
        invocation.notices().forEach(log::warn);
        Node node;
        try {
            node = Node.start(invocation.config(), broken -> {
                if (broken instanceof MemberRemovedException) {
                    log.error("{} stops: {}", invocation.config().name(), broken.getMessage());
                    new Thread(() -> exit(0), "removed").start(); // as etcd does; not here, the loop has to end for it
                    return;
                }
                log.error("{} cannot go on, it stops at once: {}", invocation.config().name(), broken.toString(), broken);
                Runtime.getRuntime().halt(BROKEN);
            });
        } catch (StartException refused) {
            System.err.println("minos node: " + refused.getMessage());
            exit(START_FAILED);
            return;
        }
        Optional<ServiceManager> systemd = ServiceManager.of(System.getenv());
        systemd.ifPresent(manager -> manager.ready(node::isReady));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            systemd.ifPresent(ServiceManager::stopping);
            log.info("{} stops", invocation.config().name());
            node.close();
        }, "shutdown"));
        new CountDownLatch(1).await(); // until a signal ends the process
    }

    private static void exit(int code) {
        System.out.flush();
        System.exit(code);
    }
}
