package io.minos.node.transport;

/** One lane to one peer, for metrics and for evidence of faults: what was sent and what was dropped since the start. */
public record PeerStatus(long peer, String lane, boolean connected, long sentMessages, long sentBytes, long droppedMessages) {}
