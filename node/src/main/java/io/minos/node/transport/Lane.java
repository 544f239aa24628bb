package io.minos.node.transport;

import io.minos.node.raft.Message;

/**
 * Messages to one peer travel on two connections, each in order: parts of snapshots must not hold up heartbeats. All the
 * rest shares one, as an append that overtakes another would be refused for the gap.
 */
enum Lane {
    MESSAGES("messages"), SNAPSHOTS("snapshots");

    final String path;

    Lane(String name) {
        this.path = "/raft/" + name;
    }

    static Lane of(Message message) {
        return message instanceof Message.InstallSnapshot ? SNAPSHOTS : MESSAGES;
    }
}
