import { MemoryLateStore } from "../../lib/testing/memory-late-store.ts";
import { MemoryStateStore } from "../../lib/testing/memory-state-store.ts";
import { MemoryViewStore } from "../../lib/testing/memory-view-store.ts";
import { ForgettingViewStore } from "../../scripts/dashboard/hour/forgetting-stores.ts";
import { MemoryAnswers } from "../support/memory-answers.ts";
import { describeAnswerStore } from "./answer-store-contract.ts";
import { describeLateStore } from "./late-store-contract.ts";
import { describePaneStore } from "./pane-store-contract.ts";
import { describeStateStore } from "./state-store-contract.ts";
import { describeViewStore } from "./view-store-contract.ts";

describeStateStore("MemoryStateStore", async () => new MemoryStateStore());
describePaneStore("MemoryStateStore", async () => new MemoryStateStore());
describeViewStore("MemoryViewStore", async () => new MemoryViewStore(Date.now));
describeViewStore("ForgettingViewStore", async () => new ForgettingViewStore(Date.now));
describeLateStore("MemoryLateStore", async (now) => new MemoryLateStore(now));
describeAnswerStore("MemoryAnswers", async () => new MemoryAnswers());
