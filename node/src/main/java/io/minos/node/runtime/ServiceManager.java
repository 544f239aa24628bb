package io.minos.node.runtime;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** systemd, when it started this process as a service of {@code Type=notify}: sd_notify(3). */
final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger("io.minos.node");
    private static final long LOOK_MILLIS = 20;

    private final String socket;

    private ServiceManager(String socket) {
        this.socket = socket;
    }

    /** None, if nobody wants to know. */
    static Optional<ServiceManager> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(socket -> !socket.isEmpty()).map(ServiceManager::new);
    }

    /** As etcd: not when it listens, but when it has told the cluster its addresses. Does not wait for that. */
    void ready(BooleanSupplier isReady) {
        Thread waiting = new Thread(() -> {
            try {
                while (!isReady.getAsBoolean()) {
                    Thread.sleep(LOOK_MILLIS);
                }
                tell("READY=1");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }, "notify");
        waiting.setDaemon(true);
        waiting.start();
    }

    void stopping() {
        tell("STOPPING=1");
    }

    private void tell(String state) {
        try (UnixDatagrams to = UnixDatagrams.to(socket)) {
            to.send(state);
        } catch (IOException untold) {
            LOG.error("failed to notify systemd of {} at {}: {}", state, socket, untold.getMessage());
        }
    }
}
