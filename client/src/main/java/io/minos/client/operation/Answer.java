package io.minos.client.operation;

import io.minos.checker.history.Action;
import io.minos.checker.history.Event;

/**
 * A store's answer, as the history records it.
 *
 * @param told the operation with what the answer adds to it
 * @param facts what the answer's header said
 */
public record Answer(Action told, Event.Facts facts) {}
