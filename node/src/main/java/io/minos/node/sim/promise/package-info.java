/**
 * What the simulated cluster promises, checked while it runs: {@link io.minos.node.sim.promise.Promises} sees every step and
 * hands it to the classes here, one a promise or a few that belong together. Each keeps its own account of what happened,
 * out of what members hand to their disks, send and apply, and shares no code with what it judges.
 *
 * <p>Sources: the Raft paper's figures 2 and 3, its §5.4.2 and §7, the thesis, and etcd's documents for watches and leases. The
 * promises, and where they are checked:
 *
 * <pre>
 * Elections         one-leader-a-term, one-vote-a-term, vote-durable, elected-by-majority, membership-of-log
 * EntryLedger       log-matching
 * Commits           committed-is-durable (on a majority's disks), committed-stays, commit-in-own-term (figure 8),
 *                   leader-completeness, leader-appends-only, snapshot-is-committed, state-machine-safety,
 *                   term-goes-on, commit-goes-on
 * Acknowledgements  acknowledged-is-durable, acknowledged-is-equal
 * Recoveries        nothing-durable-lost, nothing-made-up, vote-durable
 * AppliedSequence   applied-in-order, state-machine-safety, command-once, same-changes, revision-goes-on
 * AppliedHistory    same-changes, revisions-without-gap, version-counts
 * Contents          same-contents (of a recovered or installed state, and at the end)
 * ReadPromise       read-is-current, read-is-true
 * WatchPromise      watch-is-complete, watch-in-order, watch-is-true, watch-in-whole, watch-progress, watch-compacted,
 *                   watch-tells-previous, watch-is-asked-for
 * LeasePromise      lease-lives, lease-stays-gone, lease-ends
 * AuthPromise         auth-applied, auth-answered, auth-denied, auth-password, same-auth
 * the world itself  invariant (a member stopped itself), one-answer-a-call, restartable, damage-detected
 * </pre>
 */
@NullMarked
package io.minos.node.sim.promise;

import org.jspecify.annotations.NullMarked;
