package io.minos.node.apply;

import com.google.protobuf.Message;
import io.minos.node.outcome.Outcome;

/**
 * What an entry did.
 *
 * @param commandId the command's id: the client that waits for it
 * @param outcome the response message of the request's kind, header filled; an internal command (lease expiry, checkpoint,
 *     publish) answers with the command itself
 * @param revision the store's revision afterwards
 * @param revised true if the entry made new revisions: watchers have something to read
 */
public record Applied(long index, long commandId, Outcome<Message> outcome, long revision, boolean revised) {}
