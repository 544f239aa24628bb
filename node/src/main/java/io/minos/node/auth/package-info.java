/**
 * Users, roles and permissions, and who may do what by them, as etcd 3.4 has it. Pure.
 *
 * <p>Checked, too, are the ways around its rules that etcd 3.4.23 leaves open: transactions within transactions, the previous
 * values and the leases of puts within a transaction, the keys that a lease's time to live tells of, and a watch on all keys
 * from one on.
 */
@NullMarked
package io.minos.node.auth;

import org.jspecify.annotations.NullMarked;
