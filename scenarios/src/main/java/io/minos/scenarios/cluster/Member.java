package io.minos.scenarios.cluster;

import io.minos.client.EtcdClient;
import io.minos.client.HttpTransport;
import io.minos.nemesis.network.NodeAddress;
import java.io.IOException;
import java.time.Duration;

/**
 * A node of the cluster with the connections the harness itself has to it, past the faults, one a purpose.
 *
 * @param status asks quickly or not at all
 * @param putting fills disks
 * @param operator what may take long
 */
record Member(NodeAddress address, NodeProcess process, EtcdClient status, EtcdClient putting, EtcdClient operator) {
    private static final Duration STATUS_TIMEOUT = Duration.ofMillis(700);
    private static final Duration PUT_TIMEOUT = Duration.ofMillis(2500);
    private static final Duration OPERATOR_TIMEOUT = Duration.ofSeconds(10);

    static Member of(NodeAddress address, NodeProcess process, HttpTransport http) {
        String url = NodeCommand.url(address.client());
        return new Member(address, process,
                new EtcdClient(http, url, STATUS_TIMEOUT), new EtcdClient(http, url, PUT_TIMEOUT), new EtcdClient(http, url, OPERATOR_TIMEOUT));
    }

    String name() {
        return address.name();
    }

    String url() {
        return NodeCommand.url(address.client());
    }

    /** What it did instead of what it should, for a person, with its log's end. */
    IOException complaint(String what) {
        return new IOException(name() + " " + what + "; its log " + process.log() + " says last: " + process.lastWords());
    }
}
