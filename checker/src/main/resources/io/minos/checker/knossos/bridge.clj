(ns io.minos.checker.knossos.bridge
  "Calls Knossos for io.minos.checker.knossos.Knossos; its last form is the Bridge."
  (:require [clojure.tools.logging :as logging]
            [clojure.tools.logging.impl :as logging-impl])
  (:import (io.minos.checker.knossos Bridge Bridge$Answer Bridge$Event Bridge$Search Bridge$Stepper)
           (java.io FileNotFoundException)))

; Its remarks on memoization and the like are not for our users.
(alter-var-root #'logging/*logger-factory* (constantly logging-impl/disabled-logger-factory))

; knossos.model has a queue over multisets, which nothing here uses: that library may be missing.
(try
  (require 'multiset.core)
  (catch FileNotFoundException _
    (intern (create-ns 'multiset.core) 'multiset
            (fn [& _] (throw (UnsupportedOperationException. "multiset is not on the class path"))))
    (dosync (commute @#'clojure.core/*loaded-libs* conj 'multiset.core))))

(require '[knossos.analysis :as analysis]
         '[knossos.linear :as linear]
         '[knossos.memory :as memory]
         '[knossos.model :as model]
         '[knossos.search :as search]
         '[knossos.wgl :as wgl])

; To explain a contradiction it goes through every permutation of the calls that are open at that moment; with a dozen of
; them it never comes back, and does not heed abort!. The verdict does not depend on it.
(alter-var-root #'analysis/final-paths-for-config (constantly (fn [_ _ _] #{})))

(def cannot-be (model/inconsistent "no such answer in this state"))

; Compared by value, or its caches hold nothing.
(deftype State [state ^Bridge$Stepper stepper]
  knossos.model.Model
  (step [_ op]
    (let [after (.step stepper state (:value op))]
      (if (nil? after) cannot-be (State. after stepper))))
  Object
  (equals [_ other] (and (instance? State other) (.equals state (.state ^State other))))
  (hashCode [_] (.hashCode state))
  (toString [_] (str state)))

(defn- op [^Bridge$Event event]
  {:process (.process event)
   :type    (if (.invocation event) :invoke :ok)
   :f       :act
   :value   (.action event)
   :index   (.index event)})

(defn- answer [result]
  (let [valid (:valid? result)]
    (Bridge$Answer. (when (instance? Boolean valid) valid)
                    (long (get-in result [:op :index] -1))
                    (if-let [cause (:cause result)] (name cause) ""))))

(defn- on-low-memory
  "Has f called when memory is short; returns what ends that. Some collectors cannot tell."
  [f]
  (try
    (memory/on-low-mem! f)
    (catch UnsupportedOperationException _ (fn []))))

(reify Bridge
  (start [_ algorithm initial stepper history]
    (let [begin  (case algorithm "wgl" wgl/start-analysis "linear" linear/start-analysis)
          search (begin (State. initial stepper) (mapv op history))
          forget (on-low-memory (fn [] (search/abort! search :out-of-memory)))]
      (reify Bridge$Search
        (poll [_ millis]
          (let [result (search/results search millis ::none)]
            (when-not (identical? result ::none) (answer result))))
        (abort [_] (search/abort! search :stopped))
        (close [_] (forget))))))
