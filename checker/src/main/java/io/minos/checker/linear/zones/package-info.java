/**
 * Deciding one register whose values are each written once, in n log n (Gibbons and Korach, Testing shared memories, 1997).
 *
 * <p>A value with the write and the reads of it is a cluster; a compare-and-set ties the cluster it found to the one it made, with
 * nothing in between: a block. Of a block matter only the least return {@code f} and the greatest call {@code s} of its
 * operations: A has to come before B where {@code f(A) < s(B)}. An order exists exactly when no block contradicts itself and no
 * two have to come before each other; then that of {@code min(f, s)} is one.
 */
@NullMarked
package io.minos.checker.linear.zones;

import org.jspecify.annotations.NullMarked;
