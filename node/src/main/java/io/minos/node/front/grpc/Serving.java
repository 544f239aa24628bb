package io.minos.node.front.grpc;

import io.minos.node.front.Limits;
import io.minos.node.front.OpenStreams;
import java.util.concurrent.Executor;

/**
 * What all calls share.
 *
 * @param executor answers are encoded and written there, so that the backend's thread is not held up by clients
 * @param leaderWatch ends the streams that asked for a leader when there is none
 */
record Serving(Limits limits, Executor executor, OpenStreams streams, LeaderWatch leaderWatch) {}
