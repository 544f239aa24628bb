/** What the tests of this module share: servers that echo, clients with deadlines, child processes. */
@NullMarked
package io.minos.nemesis.testkit;

import org.jspecify.annotations.NullMarked;
