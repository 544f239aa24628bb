package io.minos.node.front.grpc;

import io.minos.node.front.Limits;
import io.minos.node.front.OpenStreams;

/**
 * What all calls share.
 *
 * @param leaderWatch ends the streams that asked for a leader when there is none
 */
record Serving(Limits limits, OpenStreams streams, LeaderWatch leaderWatch) {}
