/** Leases, as etcd 3.4 has them: times to live that keys hang on. Pure: time is an argument. */
@NullMarked
package io.minos.node.lease;

import org.jspecify.annotations.NullMarked;
