/** What is said in the end, as data. */
@NullMarked
package io.minos.checker.verdict;

import org.jspecify.annotations.NullMarked;
