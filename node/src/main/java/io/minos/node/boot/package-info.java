/** How a member's life begins, wherever it runs: from what its disk holds, or, with an empty disk, for the first time. */
@NullMarked
package io.minos.node.boot;

import org.jspecify.annotations.NullMarked;
