package io.minos.client.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Event;

/**
 * A store's answer, as the history records it.
 *
 * @param value the operation's arguments with what the answer adds to them
 * @param facts what the answer's header said
 */
public record Answer(ObjectNode value, Event.Facts facts) {}
