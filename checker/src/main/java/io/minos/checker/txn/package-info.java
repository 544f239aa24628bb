/**
 * Transactions judged as Elle does it (Kingsbury and Alvaro, VLDB 2020): what depends on what is read off the answers, and an
 * execution contradicts itself where the dependencies go round in a circle. Phenomena have the names of Adya (MIT 1999) and
 * Elle. Pure; near-linear in the size of the history.
 */
@NullMarked
package io.minos.checker.txn;

import org.jspecify.annotations.NullMarked;
