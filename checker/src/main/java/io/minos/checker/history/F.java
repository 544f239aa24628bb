package io.minos.checker.history;

/**
 * The names in {@link Event#f()} and the shape of their {@code value}. Keys and values are strings. A {@code kv} is
 * {@code {"key","value","create","mod","version","lease"?}}, a missing key is {@code null}.
 *
 * <pre>
 * client operations       invocation                         added by ok
 * read                    {"key"}                            "kv": kv|null
 * write                   {"key","value"}                    "prev": kv|null (left out when it was not asked for)
 * delete                  {"key"}                            "deleted": n, "prev": kv|null (likewise)
 * cas                     {"key","expect":str|null,"value"}  "succeeded": bool, "kv": kv|null (what was there, when it did not succeed)
 * txn                     {"ops":[["r",k,null],["w",k,v],["d",k,null]...]}  reads filled in: ["r",k,v|null,mod], in the order given, each seeing the writes before it;
 *                                                            mod is the revision that last changed the key; left out when it is missing or not known
 * range                   {"prefix"}                         "kvs":[kv...], "count"
 * add                     {"key","value"}                    (a set's element: a key of its own, written once)
 * members                 {"prefix"}                         "kvs":[kv...], "count" (the whole set, linearizable)
 * final-read              {"prefix","serializable":bool}     "kvs":[kv...], "count" (after heal, one a node)
 * compact                 {"revision"}                       -
 * read-at                 {"key","revision"}                 "kv": kv|null (the key as it was at that revision; the header's revision is the newest)
 *
 * leases                  (a key on a lease goes without anybody deleting it: these keys are judged by the checks lease and lock alone)
 * lease-grant             {"lease","ttl"}                    "granted": seconds; lease 0 leaves the choice to the server, whose answer is the "lease" of ok
 * lease-keep-alive        {"lease"}                          "ttl": seconds, 0: the lease is gone
 * lease-revoke            {"lease"}                          -
 * lease-put               {"lease","key","value"}            -
 *
 * locks, by etcd's recipe (a contender's key is his own, with his lease on it; the oldest under the lock's prefix owns the lock)
 * lock-try                {"lock":prefix,"key","lease"}      "entered": bool (this created the key), "create": its create revision, "owner": kv of the oldest key
 * lock-release            {"key"}                            "deleted": n
 * guarded-read            {"key","holder":key}               "kv": kv|null (of what the lock guards, read by the lock's owner)
 * guarded-write           {"key","value","holder","create","fenced":bool}  "succeeded": bool, "prev": kv|null, when it did
 *                                                            fenced: only if the holder's key still has that create revision
 *
 * A linearizable read is the default; "serializable":true in an invocation asks for the member's own state.
 * Ranges have no limit: "count" is the number of "kvs".
 * Values are unique per key where a workload can make them so: checks are then exact and quick. Every write to the store is in
 * the history, those of set-up and of probes included: a write the history does not know looks like a lie of the store.
 * A completion of type ok repeats the arguments; fail and info may leave the value out. A failed compare is an ok cas with
 * "succeeded": false. Facts are the header's; an ok operation without them is judged by its values alone.
 *
 * what operators ask, by processes of their own; ids in hex
 * member-list             -                                  "members": [{"id","learner"?: true}...]
 * member-add              {"learner":bool}                   "id"
 * member-remove           {"id"}                             -
 * member-promote          {"id"}                             - (a learner becomes a voter)
 * alarms                  -                                  "alarms": [{"kind":"NOSPACE"|"CORRUPT","member"}...]
 * disarm                  {"kind","member"}                  -
 * defragment              -                                  -
 * leases                  -                                  "leases": [id...]
 *
 * watch streams (process is the watcher's own; one invoke a watch request, then info lines as responses arrive)
 * watch                   {"watch":id,"prefix","startRevision","prevKv":bool}
 *   info, f=watch-response {"watch":id,"revision","created"?,"canceled"?,"compactRevision"?,"cancelReason"?,"progress"?:true,
 *                           "events":[{"type":"put|delete","kv":kv,"prev":kv|null?}]}
 *   ok/fail/info ends it: ok = ended by us, info = stream broke. Its process may open another watch afterwards.
 *   "prev" in an event is left out or null when the server did not send it.
 *
 * nemesis (process "nemesis"): type info, in pairs
 * fault-inject            {"id","kind","target":[nodes],"parameters":{…}}
 * fault-active            {"id","evidence":[{"what","detail"}]}      (as evidence is seen; may repeat)
 * fault-heal              {"id"}
 * fault-healed            {"id","evidence":[…],"effective":bool}
 *
 * runner (process "runner"): type info
 * run                     {"seed","scenario","target","nodes":[…],"version",…}   first line; HistoryWriter adds "historyVersion"; "limitsMillis": how long the service may be away
 * phase                   {"name":"setup|load|heal|recovery|final|done"}
 * leader                  {"node","term"}            as seen by the runner's probe
 * node-state              {"node","state":"started|ready|exited","detail"}
 * probe                   {"ok":bool,"node"}         the availability probe, where one runs
 * fail-fast               {"check","reason"}: a violation was seen, and the load ended; or {"gaveUp"}: why none was looked for any more
 * raft-log                {"node","member","commit","first","terms":[[first index,term]...],"digests":hex,"memberships":[{"index","voters":[ids],"learners":[ids]}...],
 *                          "votes":[{"term","for","learner"?: true}...]}   a member's log when it had stopped: of each entry from "first" on
 *                          8 hex digits of its content in "digests"; "learner": it voted for itself, a learner by its own log (whom others ask may be a voter in a
 *                          newer membership than it knows)
 * broken-promise          {"promise","detail","last":[lines]}   what a simulator saw inside the members; ends the history
 * </pre>
 */
public final class F {
    public static final String READ = "read";
    public static final String WRITE = "write";
    public static final String DELETE = "delete";
    public static final String CAS = "cas";
    public static final String TXN = "txn";
    public static final String RANGE = "range";
    public static final String ADD = "add";
    public static final String MEMBERS = "members";
    public static final String FINAL_READ = "final-read";
    public static final String COMPACT = "compact";
    public static final String LEASE_GRANT = "lease-grant";
    public static final String LEASE_KEEP_ALIVE = "lease-keep-alive";
    public static final String LEASE_REVOKE = "lease-revoke";
    public static final String LEASE_PUT = "lease-put";
    public static final String LOCK_TRY = "lock-try";
    public static final String LOCK_RELEASE = "lock-release";
    public static final String GUARDED_READ = "guarded-read";
    public static final String GUARDED_WRITE = "guarded-write";
    public static final String READ_AT = "read-at";
    public static final String MEMBER_LIST = "member-list";
    public static final String MEMBER_ADD = "member-add";
    public static final String MEMBER_REMOVE = "member-remove";
    public static final String MEMBER_PROMOTE = "member-promote";
    public static final String ALARMS = "alarms";
    public static final String DISARM = "disarm";
    public static final String DEFRAGMENT = "defragment";
    public static final String LEASES = "leases";
    public static final String WATCH = "watch";
    public static final String WATCH_RESPONSE = "watch-response";
    public static final String FAULT_INJECT = "fault-inject";
    public static final String FAULT_ACTIVE = "fault-active";
    public static final String FAULT_HEAL = "fault-heal";
    public static final String FAULT_HEALED = "fault-healed";
    public static final String RUN = "run";
    public static final String PHASE = "phase";
    public static final String LEADER = "leader";
    public static final String NODE_STATE = "node-state";
    public static final String PROBE = "probe";
    public static final String FAIL_FAST = "fail-fast";
    public static final String RAFT_LOG = "raft-log";
    public static final String BROKEN_PROMISE = "broken-promise";

    private F() {}
}
