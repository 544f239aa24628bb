package io.minos.node.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** etcd's own names for what {@code process_open_fds} and {@code process_max_fds} say as well. */
final class OpenFiles {
    private OpenFiles() {}

    static void register(Instruments instruments) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            instruments.gauge("os_fd_used", "The number of used file descriptors.", system::getOpenFileDescriptorCount);
            instruments.gauge("os_fd_limit", "The file descriptor limit.", system::getMaxFileDescriptorCount);
        }
    }
}
