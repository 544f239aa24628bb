/**
 * Judging while a run goes on, in bounded memory: the same checks, over the keys that are young. Most workloads give keys up
 * for new ones after a while; a key that is old is let go, with all that happened to it, to make room.
 */
@NullMarked
package io.minos.checker.online;

import org.jspecify.annotations.NullMarked;
