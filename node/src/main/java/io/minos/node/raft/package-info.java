/**
 * Raft as a pure core: no threads, clocks, I/O or logs; time comes as ticks, randomness as an argument, and all effects
 * leave as data. Depends on nothing of ours, and of libraries only on ByteString and the stream coders of protobuf-java.
 *
 * <p>{@link io.minos.node.raft.Raft} holds term, vote and role and dispatches messages. A role's own state is its
 * {@code Standing}, made anew for each term: {@code Following}, {@code Ballot} (the votes of an election) or
 * {@code Leadership}, which feeds {@code Followers} by their {@code Progress} and keeps the pending {@code Reads}.
 * {@code RaftLog} is the log in memory, {@code Durability} what of it is on disk, {@code IncomingSnapshot} and
 * {@code SnapshotTransfer} the two ends of a snapshot's way, {@code Outbox} what the next {@code Ready} holds.
 *
 * <p>What the rim owes the core:
 * <ul>
 *   <li>One thread. While {@code hasReady()}: take {@code ready()}, send {@code messages}, hand {@code durable} to the disk,
 *       apply {@code committed}. Several may be under way; each is advanced, in order, once its durable part is synced (one
 *       sync may serve many), and its {@code messagesAfterDurable} are sent only then.
 *   <li>Messages may be lost, repeated and reordered; nothing but time is lost by that. Entries of kind MEMBERSHIP and the
 *       empty commands of new leaders are delivered like all others.
 *   <li>A snapshot's file is durable before {@code snapshotTaken} or {@code snapshotInstalled}. The file that the log's
 *       mark <em>on disk</em> names stays until a later mark is on disk: after a crash that is where the log begins.
 * </ul>
 */
@NullMarked
package io.minos.node.raft;

import org.jspecify.annotations.NullMarked;
