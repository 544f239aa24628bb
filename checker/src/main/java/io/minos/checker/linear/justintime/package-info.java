/**
 * The just-in-time searches: an operation is placed no earlier than some return demands it (Lowe, Testing for linearizability,
 * 2017). Breadth first they carry all configurations from return to return; depth first, one. Both share the moves, and what
 * makes the configurations few:
 *
 * <ul>
 *   <li><b>Pure actions are placed as soon as they fit</b>, as in {@link io.minos.checker.linear.Wgl}.
 *   <li><b>Absorption.</b> Where a write that needs nothing of the state is placed, every other open one may have come just
 *       before it without a trace; so may one whose value is there already. Such a write is <i>spare</i>: it need not be placed
 *       any more, and still may be. At its return both are looked at.
 *   <li><b>Overwrites are filled later.</b> Just before a blind write others can be placed with whatever reads what they left,
 *       and nothing after tells. Which, is not decided there: when such a read returns, or the write that it may have read. So
 *       no two blind writes are placed one on the other, and the sets and orders of those that might have been are not gone through.
 *   <li><b>Of equal open operations the one that returns first is placed first</b>: two of them can change places if the one that is
 *       placed later returns earlier, as both were called before either.
 *   <li><b>Dominance.</b> Of two configurations with the same state one covers the other if it has fewer to place, may still
 *       place all that the other may, wherever the other may, and used fewer optional actions; equal optional actions count as one kind.
 *   <li><b>Values that nobody can tell apart any more</b> are one state.
 * </ul>
 *
 * Ranks are not looked at: who has them is better served by {@link io.minos.checker.linear.Wgl}.
 */
@NullMarked
package io.minos.checker.linear.justintime;

import org.jspecify.annotations.NullMarked;
