import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 1916:
/***/ ((__unused_webpack_module, exports) => {

var __webpack_unused_export__;

__webpack_unused_export__ = true;
exports.Io = __webpack_unused_export__ = void 0;
var peq = new Uint32Array(0x10000);
var myers_32 = function (a, b) {
    var n = a.length;
    var m = b.length;
    var lst = 1 << (n - 1);
    var pv = -1;
    var mv = 0;
    var sc = n;
    var i = n;
    while (i--) {
        peq[a.charCodeAt(i)] |= 1 << i;
    }
    for (i = 0; i < m; i++) {
        var eq = peq[b.charCodeAt(i)];
        var xv = eq | mv;
        eq |= ((eq & pv) + pv) ^ pv;
        mv |= ~(eq | pv);
        pv &= eq;
        if (mv & lst) {
            sc++;
        }
        if (pv & lst) {
            sc--;
        }
        mv = (mv << 1) | 1;
        pv = (pv << 1) | ~(xv | mv);
        mv &= xv;
    }
    i = n;
    while (i--) {
        peq[a.charCodeAt(i)] = 0;
    }
    return sc;
};
var myers_x = function (b, a) {
    var n = a.length;
    var m = b.length;
    var mhc = [];
    var phc = [];
    var hsize = Math.ceil(n / 32);
    var vsize = Math.ceil(m / 32);
    for (var i = 0; i < hsize; i++) {
        phc[i] = -1;
        mhc[i] = 0;
    }
    var j = 0;
    for (; j < vsize - 1; j++) {
        var mv_1 = 0;
        var pv_1 = -1;
        var start_1 = j * 32;
        var vlen_1 = Math.min(32, m) + start_1;
        for (var k = start_1; k < vlen_1; k++) {
            peq[b.charCodeAt(k)] |= 1 << k;
        }
        for (var i = 0; i < n; i++) {
            var eq = peq[a.charCodeAt(i)];
            var pb = (phc[(i / 32) | 0] >>> i) & 1;
            var mb = (mhc[(i / 32) | 0] >>> i) & 1;
            var xv = eq | mv_1;
            var xh = ((((eq | mb) & pv_1) + pv_1) ^ pv_1) | eq | mb;
            var ph = mv_1 | ~(xh | pv_1);
            var mh = pv_1 & xh;
            if ((ph >>> 31) ^ pb) {
                phc[(i / 32) | 0] ^= 1 << i;
            }
            if ((mh >>> 31) ^ mb) {
                mhc[(i / 32) | 0] ^= 1 << i;
            }
            ph = (ph << 1) | pb;
            mh = (mh << 1) | mb;
            pv_1 = mh | ~(xv | ph);
            mv_1 = ph & xv;
        }
        for (var k = start_1; k < vlen_1; k++) {
            peq[b.charCodeAt(k)] = 0;
        }
    }
    var mv = 0;
    var pv = -1;
    var start = j * 32;
    var vlen = Math.min(32, m - start) + start;
    for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] |= 1 << k;
    }
    var score = m;
    for (var i = 0; i < n; i++) {
        var eq = peq[a.charCodeAt(i)];
        var pb = (phc[(i / 32) | 0] >>> i) & 1;
        var mb = (mhc[(i / 32) | 0] >>> i) & 1;
        var xv = eq | mv;
        var xh = ((((eq | mb) & pv) + pv) ^ pv) | eq | mb;
        var ph = mv | ~(xh | pv);
        var mh = pv & xh;
        score += (ph >>> (m - 1)) & 1;
        score -= (mh >>> (m - 1)) & 1;
        if ((ph >>> 31) ^ pb) {
            phc[(i / 32) | 0] ^= 1 << i;
        }
        if ((mh >>> 31) ^ mb) {
            mhc[(i / 32) | 0] ^= 1 << i;
        }
        ph = (ph << 1) | pb;
        mh = (mh << 1) | mb;
        pv = mh | ~(xv | ph);
        mv = ph & xv;
    }
    for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] = 0;
    }
    return score;
};
var distance = function (a, b) {
    if (a.length < b.length) {
        var tmp = b;
        b = a;
        a = tmp;
    }
    if (b.length === 0) {
        return a.length;
    }
    if (a.length <= 32) {
        return myers_32(a, b);
    }
    return myers_x(a, b);
};
exports.Io = distance;
var closest = function (str, arr) {
    var min_distance = Infinity;
    var min_index = 0;
    for (var i = 0; i < arr.length; i++) {
        var dist = distance(str, arr[i]);
        if (dist < min_distance) {
            min_distance = dist;
            min_index = i;
        }
    }
    return arr[min_index];
};
__webpack_unused_export__ = closest;


/***/ }),

/***/ 2613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 181:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("buffer");

/***/ }),

/***/ 5317:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");

/***/ }),

/***/ 6982:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 9278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 4589:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:assert");

/***/ }),

/***/ 6698:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");

/***/ }),

/***/ 7540:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:console");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3053:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:diagnostics_channel");

/***/ }),

/***/ 610:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dns");

/***/ }),

/***/ 8474:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 2467:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http2");

/***/ }),

/***/ 4708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");

/***/ }),

/***/ 8995:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:module");

/***/ }),

/***/ 7030:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 8161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");

/***/ }),

/***/ 1708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:process");

/***/ }),

/***/ 1792:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:querystring");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 8321:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/consumers");

/***/ }),

/***/ 1692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");

/***/ }),

/***/ 3136:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 3429:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util/types");

/***/ }),

/***/ 5919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 6928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("process");

/***/ }),

/***/ 2203:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("stream");

/***/ }),

/***/ 3193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("string_decoder");

/***/ }),

/***/ 3557:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");

/***/ }),

/***/ 4756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 2018:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tty");

/***/ }),

/***/ 7016:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("url");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 9473:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   dz: () => (/* binding */ InputError),
/* harmony export */   io: () => (/* binding */ withUndeployed),
/* harmony export */   p3: () => (/* binding */ CancelError),
/* harmony export */   v4: () => (/* binding */ ToolError),
/* harmony export */   wN: () => (/* binding */ OvertakenError),
/* harmony export */   x9: () => (/* binding */ withGates)
/* harmony export */ });
/** What the user gave cannot work. Carries every problem at once; nothing was started. */
class InputError extends Error {
    problems;
    constructor(problems) {
        super(`${problems.length} ${problems.length === 1 ? 'input needs' : 'inputs need'} a change before anything can run`);
        this.name = 'InputError';
        this.problems = problems;
    }
}
/** A tool said no. `message` is the whole story in one line, `cure` what to do about it. */
class ToolError extends Error {
    cure;
    /** The tool's own last words, or a failing step's. */
    tail;
    failure;
    /** What became of every gate, when one of them failed. */
    gates;
    /** What lint found. */
    findings;
    /** What the reports of the tests tell. */
    tests;
    /** What became of every host of a deploy. */
    hosts;
    /** What is published all the same, when only the deploy failed. */
    undeployed;
    constructor(message, detail = {}) {
        super(message, { cause: detail.cause });
        this.name = 'ToolError';
        this.cure = detail.cure;
        this.tail = detail.tail ?? [];
        this.failure = detail.failure;
        this.gates = detail.gates ?? [];
        this.findings = detail.findings ?? [];
        this.tests = detail.tests;
        this.hosts = detail.hosts ?? [];
        this.undeployed = detail.undeployed;
    }
}
/** The same error with what was known of the gates by then. */
function withGates(error, known) {
    const { cure, tail, failure, cause } = error;
    return new ToolError(error.message, { cure, tail, ...(failure !== undefined && { failure }), cause, ...known });
}
/** The same error of a deploy with what was published before it. */
function withUndeployed(error, undeployed) {
    const { cure, tail, hosts, cause } = error;
    return new ToolError(error.message, { cure, tail, hosts, cause, undeployed });
}
/** A deploy came too late: what runs on the hosts is newer. */
class OvertakenError extends ToolError {
    constructor(message, detail) {
        super(message, detail);
        this.name = 'OvertakenError';
    }
}
/** The run was cancelled; everything was stopped on purpose. */
class CancelError extends Error {
    constructor(signal) {
        super(`Cancelled by ${signal}`);
        this.name = 'CancelError';
    }
}


/***/ }),

/***/ 1296:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7598);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8161);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6760);
/* harmony import */ var node_stream_consumers__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8321);
/* harmony import */ var _post_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(6756);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(83);
/* harmony import */ var _stages_deploy_finish_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(3761);
/* harmony import */ var _version_js__WEBPACK_IMPORTED_MODULE_11__ = __nccwpck_require__(8508);
/* harmony import */ var _world_cache_entries_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(7004);
/* harmony import */ var _world_cache_keeper_js__WEBPACK_IMPORTED_MODULE_8__ = __nccwpck_require__(1776);
/* harmony import */ var _world_github_js__WEBPACK_IMPORTED_MODULE_9__ = __nccwpck_require__(9505);
/* harmony import */ var _world_world_js__WEBPACK_IMPORTED_MODULE_10__ = __nccwpck_require__(1872);
/**
 * The door: builds the real world and hands over. The runner starts it twice, for the step and at the job's end; a run starts it as
 * its own child, which carries cache mounts.
 */












/** GitHub kills a cancelled step 7.5 s after the first signal. */
const cancelMilliseconds = 6_500;
const env = { ...process.env };
const runner = (0,_world_github_js__WEBPACK_IMPORTED_MODULE_9__/* .makeRunner */ .Fi)(env);
// Not by saved state: a step that was killed before it could save any must not be run again as its own clean-up.
switch ((0,node_path__WEBPACK_IMPORTED_MODULE_2__.basename)(process.argv[1] ?? '')) {
    case 'post.js':
        await atJobEnd();
        break;
    case _world_cache_entries_js__WEBPACK_IMPORTED_MODULE_7__/* .keeperDoor */ .BV:
        await (0,_world_cache_keeper_js__WEBPACK_IMPORTED_MODULE_8__/* .keep */ .a)(await (0,node_stream_consumers__WEBPACK_IMPORTED_MODULE_3__.text)(process.stdin));
        break;
    default:
        await main();
}
async function atJobEnd() {
    const runFolder = env['STATE_run-folder'];
    if (runFolder === undefined)
        return;
    const state = (name) => env[`STATE_${name}`] ?? '';
    const left = {
        candidate: state('candidate'),
        borrowed: state('borrowed'),
        builder: state('builder'),
        gates: state('gates'),
        deploy: (0,_stages_deploy_finish_js__WEBPACK_IMPORTED_MODULE_6__/* .readLeft */ .GG)(state('deploy'), env['INPUT_DEPLOY-SSH-KEY'] ?? ''),
        deployment: state('deployment'),
        token: env['INPUT_GITHUB-TOKEN'] ?? '',
        folder: runFolder,
    };
    await (0,_post_js__WEBPACK_IMPORTED_MODULE_4__/* .post */ .b)(left, (0,_world_world_js__WEBPACK_IMPORTED_MODULE_10__/* .makeWorld */ .B)(env, runFolder, '', runner));
}
async function main() {
    const runName = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomBytes)(6).toString('hex');
    const runFolder = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(env['RUNNER_TEMP'] || (0,node_os__WEBPACK_IMPORTED_MODULE_1__.tmpdir)(), `slipway-${runName}`);
    runner.remember('run-folder', runFolder);
    const world = (0,_world_world_js__WEBPACK_IMPORTED_MODULE_10__/* .makeWorld */ .B)(env, runFolder, runName, runner);
    stopOnSignals(world);
    const { report, failed } = await (0,_run_js__WEBPACK_IMPORTED_MODULE_5__/* .run */ .e)({ version: _version_js__WEBPACK_IMPORTED_MODULE_11__/* .version */ .r, given: (0,_world_github_js__WEBPACK_IMPORTED_MODULE_9__/* .givenInputs */ .PC)(env), payload: () => (0,_world_github_js__WEBPACK_IMPORTED_MODULE_9__/* .readPayload */ .rD)(env) }, world);
    await runner.publish(report);
    if (failed)
        process.exitCode = 1;
}
function stopOnSignals(world) {
    for (const signal of ['SIGINT', 'SIGTERM']) {
        process.on(signal, () => {
            world.cancel(signal);
            setTimeout(() => process.exit(1), cancelMilliseconds).unref();
        });
    }
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 2729:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ nearest)
/* harmony export */ });
/* harmony import */ var fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1916);
/** The nearest known word to a mistyped one. */

/** Gives the closest of `known`, or undefined when nothing is close enough to be a slip of the finger. */
function nearest(word, known) {
    const ranked = known.map((name) => ({ name, far: (0,fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__/* .distance */ .Io)(word.toLowerCase(), name) }));
    const best = ranked.toSorted((a, b) => a.far - b.far)[0];
    return best !== undefined && best.far <= Math.max(2, word.length / 3) ? best.name : undefined;
}


/***/ }),

/***/ 1565:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   FA: () => (/* binding */ bakeCommand),
/* harmony export */   eu: () => (/* binding */ literal),
/* harmony export */   f9: () => (/* binding */ sharedFields),
/* harmony export */   fB: () => (/* binding */ ownCacheMounts),
/* harmony export */   g1: () => (/* binding */ record),
/* harmony export */   sd: () => (/* binding */ secretFiles)
/* harmony export */ });
/* harmony import */ var _route_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5259);

/** Everything that two targets of one build share: the same sources, arguments and secrets. */
function sharedFields({ inputs, context, facts, epoch }) {
    return {
        context: contextPath(inputs, facts),
        ...(dockerfilePath(inputs, facts) !== undefined && { dockerfile: dockerfilePath(inputs, facts) }),
        args: {
            ...record(inputs.buildArgs),
            ...ownCacheMounts(context),
            ...(epoch !== undefined && { SOURCE_DATE_EPOCH: String(epoch) }),
        },
        contexts: record(inputs.buildContexts),
        secret: secretSources(buildSecrets(inputs, context), facts),
        ssh: inputs.ssh,
        'extra-hosts': record(inputs.addHosts),
        ulimits: inputs.ulimits,
        ...(inputs.platforms.length > 0 && { platforms: inputs.platforms }),
        ...(inputs.network !== undefined && { network: inputs.network }),
        ...(inputs.shmSize !== undefined && { 'shm-size': inputs.shmSize }),
    };
}
/**
 * On an engine that outlives the run, a run without rights must not write into the cache mounts that others read:
 * BuildKit keeps them apart by this argument of its Dockerfile frontend.
 */
function ownCacheMounts({ trust, event }) {
    if (trust.trusted)
        return {};
    return { BUILDKIT_CACHE_MOUNT_NS: `untrusted-${event.kind === 'pull-request' ? event.number : event.kind}` };
}
/** The command that builds some targets in one solve. Progress comes on standard error as JSON lines. */
function bakeCommand(title, { inputs, route }, targets, more) {
    const { words, env } = (0,_route_js__WEBPACK_IMPORTED_MODULE_0__/* .builderUse */ .zi)(route);
    const allow = [...(inputs.network === 'host' ? ['network.host'] : []), ...(inputs.ssh.length > 0 ? ['ssh'] : [])];
    return {
        title,
        argv: [
            'docker',
            'buildx',
            'bake',
            ...words,
            '--file=-',
            '--progress=rawjson',
            ...allow.map((right) => `--allow=${right}`),
            ...more,
            ...Object.keys(targets),
        ],
        // The definition is ours and names only what the inputs name, so bake need not ask about paths outside the workspace.
        env: { BUILDX_BAKE_ENTITLEMENTS_FS: '0', ...env },
        stdin: JSON.stringify(literal({ target: targets })),
    };
}
/** Values of `secrets` as files of mode 0600; BuildKit mounts them, so they reach no argument and no layer. */
function secretFiles(inputs, context, facts) {
    return buildSecrets(inputs, context).flatMap((secret, index) => secret.kind === 'value' ? { path: secretPath(facts, index), content: secret.value } : []);
}
/** Name and value pairs as an object. */
function record(pairs) {
    return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}
/** The user's secrets, and the job's token when the context is this repository itself, as docker/build-push-action does. */
function buildSecrets(inputs, context) {
    const id = `GIT_AUTH_TOKEN.${context.serverUrl.replace(/^https?:\/\//, '')}`;
    const own = inputs.context.kind === 'remote' && inputs.context.ownRepository;
    const named = inputs.secrets.some((secret) => secret.id === id);
    if (!own || named || inputs.githubToken === undefined)
        return inputs.secrets;
    return [...inputs.secrets, { kind: 'value', id, value: inputs.githubToken }];
}
function secretSources(secrets, facts) {
    return secrets.map((secret, index) => ({ id: secret.id, ...secretSource(secret, index, facts) }));
}
function secretSource(secret, index, facts) {
    switch (secret.kind) {
        case 'value':
            return { src: secretPath(facts, index) };
        case 'env':
            return { env: secret.variable };
        case 'file':
            return { src: inWorkspace(secret.path, facts) };
    }
}
function secretPath(facts, index) {
    return `${facts.runFolder}/secret-${index}`;
}
function contextPath(inputs, facts) {
    return inputs.context.kind === 'path' ? inWorkspace(inputs.context.path, facts) : inputs.context.url;
}
function dockerfilePath(inputs, facts) {
    if (facts.dockerfile.kind === 'remote')
        return inputs.file;
    return facts.dockerfile.path;
}
function inWorkspace(path, facts) {
    return path.startsWith('/') ? path : `${facts.workspace}/${path}`;
}
/** Bake reads strings, keys too, as HCL templates: `${` and `%{` of the user must stay text. */
function literal(value) {
    if (typeof value === 'string')
        return value.replace(/[$%](?=\{)/g, '$&$&');
    if (typeof value === 'boolean')
        return value;
    if (Array.isArray(value))
        return value.map(literal);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [literal(key), literal(item)]));
}


/***/ }),

/***/ 6782:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C7: () => (/* binding */ planBuild),
/* harmony export */   Kz: () => (/* binding */ showsBuildArgs),
/* harmony export */   V6: () => (/* binding */ hasIndex),
/* harmony export */   no: () => (/* binding */ testImageOf)
/* harmony export */ });
/* harmony import */ var _bake_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1565);
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9254);
/* harmony import */ var _platforms_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(5690);



/** Plans the build into the engine, under the candidate's name, or by digest into the registries. */
function planBuild(wish) {
    const { inputs, context, facts, route } = wish;
    const candidate = (0,_names_js__WEBPACK_IMPORTED_MODULE_0__/* .candidateOf */ .RH)(facts);
    const { command, stageReports } = wish.gates;
    const needsStage = (command.run && command.image === 'test') || stageReports.run;
    const testImage = needsStage ? testImageOf(candidate) : undefined;
    const metadataFile = `${facts.runFolder}/metadata.json`;
    const solve = (fresh) => {
        const targets = { ...testTarget(wish, fresh, testImage), ...finalTargets(wish, fresh, candidate) };
        return (0,_bake_js__WEBPACK_IMPORTED_MODULE_1__/* .bakeCommand */ .FA)('Build and test', { inputs, route }, targets, [`--metadata-file=${metadataFile}`]);
    };
    return {
        base: wish.base,
        platforms: inputs.platforms,
        candidate,
        route,
        pushTo: pushTo(wish),
        archive: archiveOf(wish),
        testImage,
        metadataFile,
        command: solve({ pull: inputs.pull, ...anew(inputs) }),
        again: solve({ pull: inputs.pull }),
        secretFiles: (0,_bake_js__WEBPACK_IMPORTED_MODULE_1__/* .secretFiles */ .sd)(inputs, context, facts),
        dockerfile: relativeDockerfile(facts),
        context: inputs.context.kind === 'path' ? inputs.context.path : withoutLogin(inputs.context.url),
    };
}
/** Name of the test stage's image beside a candidate. */
function testImageOf(candidate) {
    return `${candidate}-test`;
}
/** What is to be built without the cache; without a word of it where nothing is, so that the same build is the same words. */
function anew({ noCache, noCacheFilters }) {
    return {
        ...(noCache && { 'no-cache': true }),
        ...(noCacheFilters.length > 0 && { 'no-cache-filter': noCacheFilters }),
    };
}
/** A URL as it may be shown. */
function withoutLogin(url) {
    return url.replace(/\/\/[^/@]*@/, '//');
}
/**
 * Built for its exit code alone, and stored only when a command is to run in it. BuildKit would skip a stage that the
 * image does not need.
 */
function testTarget(wish, fresh, image) {
    if (!wish.test.run)
        return {};
    const { platforms } = wish.inputs;
    const one = wish.route.kind === 'builder' && platforms.length > 1;
    const stored = {
        tags: [image ?? ''],
        output: [inEngine(wish.route)],
        ...(one && { platforms: [(0,_platforms_js__WEBPACK_IMPORTED_MODULE_2__/* .loadedPlatform */ .v)(wish.inputs, wish.facts) ?? ''] }),
        attest: ['type=provenance,disabled=true'],
    };
    return {
        test: {
            ...(0,_bake_js__WEBPACK_IMPORTED_MODULE_1__/* .sharedFields */ .f9)(wish),
            ...fresh,
            target: wish.test.target,
            'cache-from': wish.cacheFrom.test,
            ...(image === undefined ? { output: ['type=cacheonly'] } : stored),
        },
    };
}
/** What a builder sends to the engine is one platform's image; the others are built for their own sake. */
function finalTargets(wish, fresh, candidate) {
    const final = finalTarget(wish, fresh, candidate);
    if (!loads(wish) || wish.inputs.platforms.length < 2)
        return { final };
    const others = { ...final, tags: [], output: ['type=cacheonly'] };
    return { final: { ...final, platforms: [(0,_platforms_js__WEBPACK_IMPORTED_MODULE_2__/* .loadedPlatform */ .v)(wish.inputs, wish.facts) ?? ''] }, others };
}
function finalTarget(wish, fresh, candidate) {
    const { inputs, context } = wish;
    const pushes = pushTo(wish).length > 0;
    return {
        ...(0,_bake_js__WEBPACK_IMPORTED_MODULE_1__/* .sharedFields */ .f9)(wish),
        ...fresh,
        ...(inputs.target !== undefined && { target: inputs.target }),
        labels: (0,_bake_js__WEBPACK_IMPORTED_MODULE_1__/* .record */ .g1)(wish.labels),
        annotations: loads(wish) ? [] : wish.annotations.map(_names_js__WEBPACK_IMPORTED_MODULE_0__/* .annotationText */ .xr),
        'cache-from': wish.cacheFrom.final,
        'cache-to': wish.inlineCache,
        attest: loads(wish) || wish.epoch !== undefined ? noAttestations : attestations(inputs, context),
        ...(pushes ? { output: [pushByDigest(wish)] } : { tags: [candidate], output: [toEngine(wish)] }),
    };
}
function pushTo({ route, names }) {
    return route.kind === 'builder' ? names.map(_names_js__WEBPACK_IMPORTED_MODULE_0__/* .displayName */ .QC) : [];
}
/** A builder has no store that the engine could see: what is not pushed is sent there. */
function inEngine({ kind }) {
    return kind === 'builder' ? 'type=docker' : 'type=image';
}
/** All names in one output, so that each registry gets the same bytes of the same build. */
function pushByDigest(wish) {
    const names = `"name=${pushTo(wish).join(',')}"`;
    return rewritten(`type=image,${names},push-by-digest=true,name-canonical=true,push=true${oci(wish)}`, wish);
}
/** buildx makes a list of Docker's older type, which has no annotations, of manifests of that type. */
function oci({ inputs, ...wish }) {
    return inputs.stage === 'build' && !loads(wish) ? ',oci-mediatypes=true' : '';
}
function toEngine(wish) {
    const archive = archiveOf(wish);
    return rewritten(archive === undefined ? `${inEngine(wish.route)}${oci(wish)}` : `type=oci,dest=${archive}`, wish);
}
/** Into the engine's own store BuildKit unpacks layers as they were made, with the times of today. */
function archiveOf({ route, epoch, facts }) {
    return route.kind === 'image-store' && epoch !== undefined ? `${facts.runFolder}/image.tar` : undefined;
}
function rewritten(output, { epoch }) {
    return epoch === undefined ? output : `${output},rewrite-timestamp=true`;
}
/** What is sent to the engine is one manifest, which holds no attestations, and no annotations. */
function loads(wish) {
    return wish.route.kind === 'builder' && wish.names.length === 0;
}
const noAttestations = ['type=provenance,disabled=true', 'type=sbom,disabled=true'];
/** Whether the image gets an index, which BuildKit makes of one platform only to hold its attestations. */
function hasIndex({ platforms, provenance, sbom, reproducible }) {
    if (platforms.length > 1 || reproducible)
        return platforms.length > 1;
    const disabled = /(?:^|,)disabled=true(?:,|$)/;
    return [provenance, sbom].some((wish) => wish.kind === 'default' || (wish.kind === 'set' && !disabled.test(wish.attributes)));
}
/** Whether the provenance holds the build arguments, for everybody to read who can pull the image. */
function showsBuildArgs({ provenance, reproducible }, { privateRepository }) {
    if (reproducible)
        return false;
    switch (provenance.kind) {
        case 'off':
            return false;
        case 'default':
            return !privateRepository;
        case 'set':
            return /(?:^|,)mode=max(?:,|$)/.test(provenance.attributes);
    }
}
/** Private repositories get the small provenance by default, since `mode=max` holds build arguments. */
function attestations(inputs, context) {
    const byVisibility = context.privateRepository ? 'mode=min,inline-only=true' : 'mode=max';
    return [
        attestation('provenance', inputs.provenance, `${byVisibility},builder-id=${context.runUrl}`),
        attestation('sbom', inputs.sbom, ''),
    ];
}
function attestation(type, wish, byDefault) {
    switch (wish.kind) {
        case 'off':
            return `type=${type},disabled=true`;
        case 'default':
            return words(`type=${type}`, byDefault);
        case 'set':
            return words(`type=${type}`, wish.attributes);
    }
}
function words(...parts) {
    return parts.filter((part) => part !== '').join(',');
}
function relativeDockerfile(facts) {
    if (facts.dockerfile.kind === 'remote')
        return undefined;
    const inside = `${facts.workspace}/`;
    const path = facts.dockerfile.path;
    return path.startsWith(inside) ? path.slice(inside.length) : path;
}


/***/ }),

/***/ 1146:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   CO: () => (/* binding */ isolateFile),
/* harmony export */   OU: () => (/* binding */ composeVariables),
/* harmony export */   WC: () => (/* binding */ readingCommand),
/* harmony export */   Wb: () => (/* binding */ ownerLabel),
/* harmony export */   o1: () => (/* binding */ testService)
/* harmony export */ });
/* unused harmony export isolate */
/** The service that is the test itself, by the convention of Docker Hub's automated tests. */
const testService = 'sut';
/** The label of everything that a run starts; its value is the run's own name. */
const ownerLabel = 'io.slipway.run';
/** Asks what the file means; nothing is started by it. */
function readingCommand(file, wish, env) {
    const { project, candidate } = wish;
    const words = [`--project-name=${project}`, `--file=${file}`, '--profile=*', 'config', '--format=json'];
    return {
        title: 'Read the compose file',
        argv: ['docker', 'compose', ...words],
        env: composeVariables(env, candidate),
        bare: true,
    };
}
/** All that a compose file may fill in. */
function composeVariables(env, candidate) {
    return { ...Object.fromEntries(env.map(({ key, value }) => [key, value])), IMAGE: candidate };
}
/** What this run makes of the file; of one that cannot be used, what is wrong with it. */
function isolateFile(compose, wish) {
    if (compose.kind !== 'read') {
        const problems = compose.kind === 'refused' ? [compose.problem] : [];
        return { ...isolate({}, wish), problems };
    }
    const isolated = isolate(compose.model, wish);
    const unset = compose.unset.map((name) => `The variable ${name} of the compose file is not set, so it is empty: set it with \`services-env: ${name}=…\``);
    return { ...isolated, notes: [...isolated.notes, ...unset] };
}
/**
 * Fixed names and published ports are taken off: tests reach a service by its name, and a second run on the same engine
 * would find them in use. Names of volumes become the run's own, since they are removed with their content.
 */
function isolate(model, wish) {
    const all = Object.entries(model.services ?? {});
    const used = all.filter(([name, { profiles = [] }]) => name === testService || profiles.length === 0);
    const names = used.map(([name]) => name).filter((name) => name !== testService);
    const networks = named(model.networks, wish.project);
    return {
        model: {
            ...model,
            services: Object.fromEntries(used.map(([name, service]) => [name, ownService(service, wish.project)])),
            networks,
            volumes: named(model.volumes, wish.project),
        },
        names,
        hasTest: used.some(([name]) => name === testService),
        needsImage: used.some(([name, { image }]) => name !== testService && image === wish.candidate),
        networks: networksOf(used.filter(([name]) => name !== testService), networks),
        notes: used.flatMap(([name, service]) => leftOut(name, service)),
        problems: used.flatMap(([name, service]) => problemsOf(name, service, wish)),
    };
}
/** Compose makes only networks that a service is on. */
function networksOf(services, networks) {
    const keys = new Set(services.flatMap(([, service]) => Object.keys(service.networks ?? {})));
    return [...keys].flatMap((key) => networks[key]?.name ?? []);
}
function ownService(service, project) {
    const { ports: _ports, container_name: _name, profiles: _profiles, ...rest } = service;
    return {
        ...rest,
        labels: { ...service.labels, [ownerLabel]: project },
        // The engine would make a missing folder as root, in the workspace, and nobody would remove it.
        ...(service.volumes && {
            volumes: service.volumes.map((mount) => mount.type === 'bind' ? { ...mount, bind: { ...mount.bind, create_host_path: false } } : mount),
        }),
    };
}
function named(resources, project) {
    return Object.fromEntries(Object.entries(resources ?? {}).map(([key, resource]) => [
        key,
        resource?.external === true ? resource : own(resource, `${project}_${key}`),
    ]));
}
/** Addresses that are written down would be taken for a second run. */
function own(resource, name) {
    const { ipam: _ipam, ...rest } = resource ?? {};
    return { ...rest, name };
}
function leftOut(name, { ports, container_name, network_mode }) {
    const published = Array.isArray(ports) && ports.length > 0;
    const elsewhere = network_mode !== undefined && network_mode !== 'bridge';
    return [
        ...(elsewhere ? [`The service ${name} cannot be reached by its name: its network_mode is ${network_mode}`] : []),
        ...(published ? [`Ports of the service ${name} are not published: tests reach it as ${name}`] : []),
        ...(container_name === undefined ? [] : [`The service ${name} does not get its container_name ${container_name}`]),
    ];
}
function problemsOf(name, { build }, { file }) {
    if (build === undefined)
        return [];
    const cure = name === testService
        ? 'write `image: $IMAGE`, which is the image under test'
        : 'write `image:` with an image that exists, or `image: $IMAGE` for the image under test';
    return [{ input: 'services', value: file, wrong: `builds the service ${name} itself`, cure }];
}


/***/ }),

/***/ 7340:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   EM: () => (/* binding */ proxySettings),
/* harmony export */   LD: () => (/* binding */ decide),
/* harmony export */   b6: () => (/* binding */ sharedPort),
/* harmony export */   yj: () => (/* binding */ portGoesOver)
/* harmony export */ });
/* harmony import */ var _deploy_names_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9322);

/** `settings` is the fingerprint of everything but the image. */
function decide(plan, found, settings) {
    const { current, strangers, proxy } = found;
    const [stranger] = strangers;
    if (stranger !== undefined)
        return {
            kind: 'refused',
            because: `has a container ${stranger.name}, which ${stranger.bars}`,
            cure: 'remove or rename it yourself, or choose another `deploy-name` or port; nothing of others is touched',
        };
    if (plan.proxy === undefined && proxy !== undefined)
        return {
            kind: 'refused',
            because: `has a proxy ${(0,_deploy_names_js__WEBPACK_IMPORTED_MODULE_0__/* .proxyName */ .ec)(plan.name)} before what runs, and \`deploy-proxy\` is empty`,
            cure: `say \`deploy-proxy\` as before, or do without it: \`docker rm --force ${(0,_deploy_names_js__WEBPACK_IMPORTED_MODULE_0__/* .proxyName */ .ec)(plan.name)}\` on the host`,
        };
    if (plan.action === 'rollback')
        return decideRollback(plan, found);
    const same = current?.digest === plan.image?.digest && current?.settings === settings;
    // Something of a run that was lost may still work beside it.
    const alone = !found.others.some(({ running }) => running);
    const reached = plan.proxy === undefined || proxy?.running === true;
    if (current !== undefined && same && alone && reached && serves(current))
        return { kind: 'unchanged', from: current };
    return { kind: 'switch', from: current, target: undefined };
}
function serves({ running, health }) {
    return running && !['unhealthy', 'restarting', 'paused'].includes(health ?? '');
}
/** Back to what served before, and once more to what served before that: never to and fro. */
function decideRollback({ name }, { current, others }) {
    const because = 'has nothing to go back to';
    if (current === undefined) {
        const [newest] = others;
        if (newest === undefined)
            return {
                kind: 'refused',
                because: `runs nothing named ${name}`,
                cure: 'say `deploy-name` as in the deploy',
            };
        return { kind: 'switch', from: undefined, target: newest };
    }
    const target = others.find(({ id }) => id === current.previous);
    if (target === undefined)
        return { kind: 'refused', because, cure: 'deploy the digest that you want: `stage: deploy` and `image`' };
    return { kind: 'switch', from: current, target };
}
/** What a proxy is made of; one with others has to be another. */
function proxySettings({ proxy, options }) {
    return JSON.stringify([proxy?.image, proxy?.address, proxy?.port, options.networks[0] ?? '']);
}
/** The port of the host that both want; undefined when they can run side by side. */
function sharedPort(one, other) {
    const fixed = (ports) => ports.flatMap(({ port, protocol }) => (port === undefined ? [] : [`${port}/${protocol}`]));
    const taken = fixed(one);
    return fixed(other).find((port) => taken.includes(port));
}
/** Whether the port goes over to a proxy from what has it now, a container or another proxy: nobody has it in between. */
function portGoesOver(plan, { current, proxy }) {
    const port = plan.proxy?.port;
    if (port === undefined)
        return false;
    if (proxy?.running === true)
        return proxy.settings !== proxySettings(plan);
    return current?.running === true && current.ports.some((one) => one.port === port);
}


/***/ }),

/***/ 2255:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ deployLabels),
/* harmony export */   a: () => (/* binding */ labelWords)
/* harmony export */ });
/** How containers on a host say what they are: labels are all that a later run knows of an earlier one. */
const prefix = 'io.slipway.deploy';
const deployLabels = {
    /** Name of the deploy, which is that of the container that serves. */
    name: `${prefix}.name`,
    /** `app`, `proxy`, `network`, `migration` or `lock`. */
    role: `${prefix}.role`,
    digest: `${prefix}.digest`,
    reference: `${prefix}.reference`,
    revision: `${prefix}.revision`,
    settings: `${prefix}.settings`,
    /** Name of the run. */
    owner: `${prefix}.owner`,
    /** Address of the run. */
    run: `${prefix}.run`,
    time: `${prefix}.time`,
    /** Id of the container that served before; empty when there was none. Of a lock, what to put back. */
    previous: `${prefix}.previous`,
    /** The restart policy while it serves. */
    restart: `${prefix}.restart`,
    /** How it is asked: a path and a port. */
    path: `${prefix}.health-path`,
    port: `${prefix}.health-port`,
    /** Its port that a proxy sends requests to. */
    target: `${prefix}.proxy-target`,
    /** Of a lock: whose it is, for GitHub and for people, and until when. */
    repository: `${prefix}.repository`,
    runId: `${prefix}.run-id`,
    attempt: `${prefix}.run-attempt`,
    expires: `${prefix}.expires`,
};
/** `KEY=VALUE` each. */
function labelWords(values) {
    return Object.entries(values).map(([label, value]) => `${deployLabels[label]}=${value}`);
}


/***/ }),

/***/ 9322:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Aw: () => (/* binding */ restingName),
/* harmony export */   ET: () => (/* binding */ abandonedName),
/* harmony export */   ec: () => (/* binding */ proxyName),
/* harmony export */   l4: () => (/* binding */ lockName),
/* harmony export */   uv: () => (/* binding */ networkName)
/* harmony export */ });
/** Names of what a deploy makes on a host. */
/** The container before it serves, and after. */
function restingName(name, owner) {
    return `${name}-${owner.replace(/^slipway-/, '')}`;
}
/** Never started: its name alone is the lock. */
function lockName(name) {
    return `slipway-lock-${name}`;
}
/** A lock that was taken from a dead run: it stays until what the run has left is put back. */
function abandonedName(name, owner) {
    return `${lockName(name)}-${owner.replace(/^slipway-/, '')}`;
}
function proxyName(name) {
    return `${name}-proxy`;
}
/** On which the proxy reaches the container. */
function networkName(name) {
    return `slipway-${name}`;
}


/***/ }),

/***/ 1123:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   VO: () => (/* binding */ noHosts),
/* harmony export */   bJ: () => (/* binding */ planDeploy),
/* harmony export */   eh: () => (/* binding */ whyNoEvent)
/* harmony export */ });
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9254);

/** The version whose commands are used here; who cannot reach Docker Hub names a copy with `deploy-proxy-image`. */
const usualProxy = 'docker.io/basecamp/kamal-proxy:v0.9.2';
/** How long the parts of a deploy may take at most: then its lock is nobody's. */
const longest = { before: 40 * 60, switching: 60 };
/** Why most runs do not deploy, which is not worth a line. */
const noHosts = '`deploy-hosts` is empty';
/** `publish` says whether there is an image to deploy; `names` how it is called. */
function planDeploy(inputs, context, facts, { publish, names }) {
    const { stage, deploy: input } = inputs;
    const alone = stage === 'deploy' || stage === 'rollback';
    const image = imageProblems(inputs);
    if (!input.asked)
        return { deploy: { run: false, because: noHosts }, problems: [...image, ...(alone ? [emptyHosts] : [])] };
    if (!alone && stage !== 'all')
        return { deploy: { run: false, because: `\`stage\` is ${stage}` }, problems: image };
    const { trust } = context;
    if (!trust.trusted)
        return {
            deploy: { run: false, because: trust.because.replace(/right to push$/, 'right to deploy') },
            problems: image,
        };
    const because = whyNot(inputs, context, publish);
    const { key } = input;
    const problems = [...image, ...nameProblems(input, context), ...proxyProblems(input), ...healthProblems(input)];
    if (because !== undefined)
        return { deploy: { run: false, because }, problems };
    if (key === undefined)
        return { deploy: { run: false, because: 'there is no key' }, problems: [...problems, noKey] };
    return { deploy: { run: true, ...planOf(inputs, context, facts, { names, key }) }, problems };
}
const emptyHosts = {
    input: 'deploy-hosts',
    wrong: 'is empty, and `stage` asks for them',
    cure: 'write USER@HOST, one a line',
};
const noKey = {
    input: 'deploy-ssh-key',
    wrong: 'is empty, and the hosts are reached by ssh',
    cure: 'check that the secret exists and that this event may read it',
};
function imageProblems({ stage, image }) {
    if (stage === 'deploy' || image === undefined)
        return [];
    const cure = stage === 'rollback' ? 'remove it: a rollback goes to what ran before' : 'add it, or remove this';
    return [{ input: 'image', value: image.reference, wrong: 'is of use with `stage: deploy` alone', cure }];
}
/** A pull request shows what would change (`dry-run`), but deploys only what somebody names. */
function whyNot({ stage, dryRun, deploy }, { event }, publish) {
    // Keys of an environment are not there for a pull request.
    if (dryRun)
        return deploy.key === undefined ? '`deploy-ssh-key` is empty, so nobody looked at the hosts' : undefined;
    if (stage !== 'all')
        return undefined;
    const because = whyNoEvent(event);
    if (because !== undefined)
        return because;
    return publish.run ? undefined : `nothing is pushed: ${publish.because}`;
}
/** Why what is built by an event is not deployed by the way. */
function whyNoEvent({ kind }) {
    if (kind === 'pull-request')
        return 'a pull request is not deployed; `stage: deploy` deploys the image that it is given';
    return kind === 'merge-group' ? 'a merge queue is not deployed' : undefined;
}
/** What GitHub takes for the name of a repository, docker need not take for one of a container. */
function nameProblems({ name }, context) {
    const repository = nameOf(context);
    if (name !== undefined || /^[A-Za-z0-9][\w.-]+$/.test(repository))
        return [];
    const wrong = `is empty, and no container can have the name of the repository, ${repository}`;
    return [{ input: 'deploy-name', wrong, cure: 'say how the container is to be called' }];
}
function nameOf({ repository }) {
    return repository.split('/')[1] ?? 'app';
}
function proxyProblems({ proxy, proxyImage, run, health }) {
    if (proxy === undefined)
        return proxyImage === undefined
            ? []
            : [
                {
                    input: 'deploy-proxy-image',
                    value: proxyImage,
                    wrong: 'is of no use without `deploy-proxy`',
                    cure: 'remove it',
                },
            ];
    const value = `${proxy.port}:${proxy.target}`;
    const noPath = {
        input: 'deploy-proxy',
        value,
        wrong: 'needs `deploy-health-path`, which the proxy asks, too',
        cure: 'add it',
    };
    const shared = run.networks.filter((network) => /^(?:host|none|bridge|default|container:.*)$/.test(network));
    const network = {
        input: 'deploy-run',
        value: `--network ${shared[0]}`,
        wrong: 'is no network on which `deploy-proxy` finds the container',
        cure: 'remove it, or name one that was made with `docker network create`',
    };
    const taken = run.ports.some(({ port }) => port === proxy.port);
    const port = {
        input: 'deploy-run',
        value: `--publish ${value}`,
        wrong: 'takes the port that `deploy-proxy` is to have',
        cure: 'remove it: the proxy publishes the port',
    };
    return [
        ...(health.path === undefined ? [noPath] : []),
        ...(shared.length > 0 ? [network] : []),
        ...(taken ? [port] : []),
    ];
}
function healthProblems({ health: { path, port }, run, proxy }) {
    const nowhere = run.networks.find((network) => /^(?:none|container:.*)$/.test(network));
    if (path !== undefined && nowhere !== undefined && proxy === undefined)
        return [
            {
                input: 'deploy-run',
                value: `--network ${nowhere}`,
                wrong: 'leaves the container without an address, on which `deploy-health-path` could be asked',
                cure: 'remove one of them; a HEALTHCHECK of the image is asked inside',
            },
        ];
    if (path !== undefined || port === undefined)
        return [];
    return [
        {
            input: 'deploy-health-port',
            value: String(port),
            wrong: 'is of no use without `deploy-health-path`',
            cure: 'add it',
        },
    ];
}
function planOf(inputs, context, facts, { names, key }) {
    const { stage, image, deploy: input } = inputs;
    const { hosts, jump, knownHosts, dockerSocket, proxy, health, watchSeconds } = input;
    const parallel = Math.max(1, countOf(input.parallel, hosts.length));
    const rounds = Math.ceil(hosts.length / parallel);
    return {
        action: stage === 'rollback' ? 'rollback' : 'deploy',
        name: input.name ?? nameOf(context),
        access: {
            hosts,
            jump,
            key,
            knownHosts,
            dockerSocket,
            folder: facts.runFolder,
            maxUnavailable: countOf(input.maxUnavailable, hosts.length),
        },
        image,
        imageName: names[0],
        options: input.run,
        command: input.command,
        environment: input.environment,
        migrate: input.migrate,
        health,
        watchSeconds,
        parallel,
        keep: input.keep,
        proxy: proxy && { ...proxy, image: input.proxyImage ?? usualProxy },
        githubEnvironment: input.githubEnvironment,
        url: input.url,
        force: input.force,
        lockWaitSeconds: input.lockWaitSeconds,
        lockSeconds: longest.before + (rounds + 1) * (health.timeoutSeconds + watchSeconds + longest.switching),
        owner: (0,_names_js__WEBPACK_IMPORTED_MODULE_0__/* .ownerOf */ .bf)(facts),
    };
}
/** Of a share the whole hosts. */
function countOf({ kind, value }, hosts) {
    return kind === 'number' ? value : Math.floor((hosts * value) / 100);
}


/***/ }),

/***/ 9254:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   QC: () => (/* binding */ displayName),
/* harmony export */   RH: () => (/* binding */ candidateOf),
/* harmony export */   VK: () => (/* binding */ shortDigest),
/* harmony export */   WB: () => (/* binding */ levelText),
/* harmony export */   bf: () => (/* binding */ ownerOf),
/* harmony export */   xr: () => (/* binding */ annotationText)
/* harmony export */ });
/** Whom the containers of a run belong to; also the name of its compose project and of its builder. */
function ownerOf({ runName }) {
    return `slipway-${runName}`;
}
/** The image under test by a name of this run. `.invalid` is no domain (RFC 2606): it can never be pushed by mistake. */
function candidateOf({ runName }) {
    return `slipway.invalid/candidate:${runName}`;
}
/** The name as `docker pull` shows it: Docker Hub's host and `library/` are left out. */
function displayName(name) {
    if (name.registry !== 'docker.io')
        return `${name.registry}/${name.repository}`;
    return name.repository.replace(/^library\//, '');
}
/** The first 12 hexadecimal characters of a digest. */
function shortDigest(digest) {
    return digest.replace(/^sha256:/, '').slice(0, 12);
}
/** An annotation as bake and docker's actions write it: `LEVEL:KEY=VALUE`. */
function annotationText({ level, key, value }) {
    return `${levelText(level)}:${key}=${value}`;
}
/** `manifest`, or `manifest[linux/arm64]` for one platform's. */
function levelText({ type, platform }) {
    return platform === undefined ? type : `${type}[${platform}]`;
}


/***/ }),

/***/ 5690:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ gatePlatforms),
/* harmony export */   v: () => (/* binding */ loadedPlatform)
/* harmony export */ });
/** Gates run everywhere where a container can; what cannot be run is said. */
function gatePlatforms({ platforms }, facts, loads) {
    if (platforms.length === 0)
        return { run: [undefined], notes: [] };
    const possible = platforms.filter((platform) => canRun(platform, facts));
    const single = oneAtATime(facts, loads);
    const run = single === undefined ? possible : possible.slice(0, 1);
    const left = platforms.filter((platform) => !run.includes(platform));
    if (left.length === 0)
        return { run, notes: [] };
    const why = single !== undefined && left.some((platform) => possible.includes(platform))
        ? single
        : 'this machine cannot execute it without docker/setup-qemu-action';
    return { run, notes: [`No gate runs on ${left.join(', ')}: ${why}`] };
}
/** Why the engine has the image for one platform only; undefined when it has all. */
function oneAtATime({ engine }, loads) {
    if (engine === 'classic')
        return 'the classic image store holds one platform at a time';
    return loads ? 'a builder sends the engine one platform, and this run does not push' : undefined;
}
/** Where nobody can tell it is tried, and a container that cannot run says so. */
function canRun(platform, { nativePlatform, emulated }) {
    const [, architecture = ''] = platform.split('/');
    const own = nativePlatform.split('/')[1] ?? '';
    if (emulated === undefined)
        return true;
    return architecture === own || (own === 'amd64' && architecture === '386') || emulated.includes(architecture);
}
/** The platform whose image a builder sends to the engine, where it can hold only one. */
function loadedPlatform({ platforms }, facts) {
    return platforms.find((platform) => canRun(platform, facts)) ?? platforms[0];
}


/***/ }),

/***/ 5259:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Z5: () => (/* binding */ planRoute),
/* harmony export */   tv: () => (/* binding */ routeNotes),
/* harmony export */   zi: () => (/* binding */ builderUse)
/* harmony export */ });
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9254);

/** The engine's own BuildKit unless somebody wants another, or the engine cannot keep an image's digest. */
function planRoute({ builder }, facts) {
    if (builder.name !== undefined)
        return namedRoute(builder.name, facts);
    if (builder.driver === 'docker')
        return engineRoute('driver', 'docker', facts);
    const because = wish(builder) ?? (facts.engine === 'classic' ? classicStore : undefined);
    if (because === undefined)
        return { route: { kind: 'image-store' }, problems: [] };
    return { route: { kind: 'builder', builder: ownBuilder(builder, facts), because }, problems: [] };
}
const classicStore = 'the engine keeps images in its classic store, which knows no digests';
const containerdStore = 'turn on the containerd image store: {"features": {"containerd-snapshotter": true}} in /etc/docker/daemon.json, then restart the engine';
/** Whoever sets up a builder wants one. */
function wish({ driver, driverOpts, flags, config }) {
    if (driver !== undefined)
        return `\`driver\` is ${driver}`;
    if (driverOpts.length > 0)
        return '`driver-opts` are given';
    if (flags !== undefined)
        return '`buildkitd-flags` are given';
    return config === undefined ? undefined : '`buildkitd-config-inline` is given';
}
function namedRoute(name, facts) {
    const { builder: found, buildxFolder: folder } = facts;
    const named = { kind: 'named', name, folder };
    const route = { kind: 'builder', builder: named, because: `\`builder\` is ${name}` };
    if (found.kind === 'refused')
        return { route, problems: [found.problem] };
    if (found.kind === 'none' || found.driver !== 'docker')
        return { route, problems: [] };
    if (name === 'default')
        return engineRoute('builder', name, facts);
    const wrong = 'is the BuildKit of another engine than the one of this run';
    const cure = `set DOCKER_CONTEXT: ${name} in the step's environment, and leave \`builder\` out`;
    return { route, problems: [{ input: 'builder', value: name, wrong, cure }] };
}
/** The engine's own BuildKit by name; with the classic store it can neither push by digest nor keep one. */
function engineRoute(input, value, { engine }) {
    const route = { kind: 'image-store' };
    if (engine !== 'classic')
        return { route, problems: [] };
    const wrong = `cannot be used: ${classicStore}`;
    return { route, problems: [{ input, value, wrong, cure: `leave it out, or ${containerdStore}` }] };
}
function ownBuilder({ driver: wanted, driverOpts, flags, config, endpoint }, facts) {
    const driver = wanted ?? 'docker-container';
    const name = (0,_names_js__WEBPACK_IMPORTED_MODULE_0__/* .ownerOf */ .bf)(facts);
    const file = config === undefined ? undefined : { path: `${facts.runFolder}/buildkitd.toml`, content: config };
    const options = [
        `--name=${name}`,
        `--driver=${driver}`,
        ...driverOpts.map((option) => `--driver-opt=${option}`),
        ...(flags === undefined ? [] : [`--buildkitd-flags=${flags}`]),
        ...(file === undefined ? [] : [`--buildkitd-config=${file.path}`]),
    ];
    return {
        kind: 'own',
        name,
        endpoint,
        file,
        create: {
            title: 'Make a builder',
            argv: ['docker', 'buildx', 'create', ...options, ...(endpoint === undefined ? [] : [endpoint])],
        },
    };
}
/** Words and variables by which buildx uses the route's builder. */
function builderUse(route) {
    if (route.kind === 'image-store')
        return { words: [], env: {} };
    const { builder } = route;
    return {
        words: [`--builder=${builder.name}`],
        env: builder.kind === 'named' ? { BUILDX_CONFIG: builder.folder } : {},
    };
}
/** Why the image does not stay in the engine. */
function routeNotes(route) {
    if (route.kind === 'image-store')
        return [];
    return [`${whichBuilder(route.builder)} is used: ${route.because}`];
}
function whichBuilder(builder) {
    if (builder.kind === 'named')
        return `The builder ${builder.name}`;
    return builder.endpoint === undefined ? 'A builder of its own' : `The BuildKit at ${builder.endpoint}`;
}


/***/ }),

/***/ 4871:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ stageProblem),
/* harmony export */   U: () => (/* binding */ findStage)
/* harmony export */ });
/** A problem when the Dockerfile is known and has no such stage. A number counts stages from 0, as BuildKit does. */
function stageProblem(input, name, dockerfile) {
    if (dockerfile.kind !== 'found' || /^\d+$/.test(name))
        return [];
    const names = dockerfile.stages.flatMap((stage) => stage.name ?? []);
    if (names.includes(name.toLowerCase()))
        return [];
    const known = names.length === 0 ? 'the Dockerfile names no stage' : `the Dockerfile has ${names.join(', ')}`;
    return [{ input, value: name, wrong: 'is not a stage of the Dockerfile', cure: known }];
}
/** The index of the stage that a target means: a name, else a number counted from 0; without one the last stage. */
function findStage(stages, target) {
    if (target === undefined)
        return stages.length === 0 ? undefined : stages.length - 1;
    const byName = stages.findLastIndex((stage) => stage.name === target.toLowerCase());
    const index = byName < 0 && /^\d+$/.test(target) ? Number(target) : byName;
    return stages[index] === undefined ? undefined : index;
}


/***/ }),

/***/ 6756:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ post)
/* harmony export */ });
/* harmony import */ var _plan_build_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(6782);
/* harmony import */ var _stages_borrowed_names_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(5905);
/* harmony import */ var _stages_builder_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1537);
/* harmony import */ var _stages_deploy_finish_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3761);
/* harmony import */ var _stages_deploy_link_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(52);
/* harmony import */ var _stages_deploy_record_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(2271);
/* harmony import */ var _stages_gates_gates_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(3320);
/** What the job's end removes: the image that later steps could still use, and whatever a killed run left. */







/** Removes what the run has left. Nothing here can fail a job that was good. */
async function post(left, world) {
    const { candidate, borrowed, builder, gates, deploy } = left;
    try {
        await (0,_stages_deploy_link_js__WEBPACK_IMPORTED_MODULE_2__/* .endLinks */ .TA)(left.folder, world);
        if (left.deployment !== '')
            await (0,_stages_deploy_record_js__WEBPACK_IMPORTED_MODULE_3__/* .closeLeftRecord */ .lJ)(left.deployment, left.token, world);
        if (candidate === '' && gates === '' && builder === '' && deploy === undefined)
            return;
        await world.files.openRunFolder({ keep: false });
        if (deploy !== undefined)
            await (0,_stages_deploy_finish_js__WEBPACK_IMPORTED_MODULE_1__/* .finishDeploy */ .Dz)(deploy, world);
        if (gates !== '')
            await (0,_stages_gates_gates_js__WEBPACK_IMPORTED_MODULE_4__/* .removeGates */ .d)(gates, world);
        if (builder !== '')
            await (0,_stages_builder_js__WEBPACK_IMPORTED_MODULE_0__/* .removeBuilder */ .iq)(builder, world);
        if (candidate !== '')
            await (0,_stages_borrowed_names_js__WEBPACK_IMPORTED_MODULE_5__/* .giveBack */ .F5)((0,_stages_borrowed_names_js__WEBPACK_IMPORTED_MODULE_5__/* .readBorrowed */ .rB)(borrowed), [candidate, (0,_plan_build_js__WEBPACK_IMPORTED_MODULE_6__/* .testImageOf */ .no)(candidate)], world);
    }
    catch (error) {
        world.log.line(`Could not clean up: ${error instanceof Error ? error.message : String(error)}`);
    }
    finally {
        await world.files.removeRunFolder();
    }
}


/***/ }),

/***/ 258:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Cf: () => (/* binding */ isRegistry),
/* harmony export */   Qt: () => (/* binding */ readFullTag),
/* harmony export */   Wf: () => (/* binding */ readReference),
/* harmony export */   dz: () => (/* binding */ isTag),
/* harmony export */   i7: () => (/* binding */ canonicalRegistry),
/* harmony export */   t4: () => (/* binding */ readImageName)
/* harmony export */ });
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const repositoryGrammar = new RegExp(`^${component}(?:/${component})*$`);
const hostGrammar = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/;
const tagGrammar = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
/** The grammar's limit for host and path together. */
const longestName = 255;
/** Reads `[host/]path` in any case; says what is wrong with it otherwise. `acme/app` is on docker.io. */
function readImageName(text) {
    const lower = text.toLowerCase();
    if (lower.includes('@'))
        return no('has a digest, and the digest is what a build makes', 'remove everything from the @ on');
    const { host, path } = splitHost(lower);
    const colon = path.lastIndexOf(':');
    if (colon >= 0)
        return no('has a tag', 'write tags in `tags`, and here HOST/NAMESPACE/NAME, for example ghcr.io/acme/app');
    if (!hostGrammar.test(host) || !repositoryGrammar.test(path) || lower.length > longestName) {
        return no('is not an image name', 'write HOST/NAMESPACE/NAME, for example ghcr.io/acme/app');
    }
    return { ok: true, name: { registry: host, repository: withLibrary(host, path) } };
}
/** Reads a full `name:tag` as docker/build-push-action takes it; undefined when the text is not one. */
function readFullTag(text) {
    const colon = text.lastIndexOf(':');
    if (colon < 1)
        return undefined;
    const name = readImageName(text.slice(0, colon));
    const tag = text.slice(colon + 1);
    return name.ok && tagGrammar.test(tag) ? { image: name.name, tag } : undefined;
}
/** Reads an image as FROM names it, `name[:tag][@digest]`; undefined when the text is none. */
function readReference(text) {
    const [, named = '', digest] = /^([^@]+)(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? [];
    const tagged = readFullTag(named);
    const plain = tagged === undefined ? readImageName(named) : undefined;
    const image = tagged?.image ?? (plain?.ok ? plain.name : undefined);
    if (image === undefined)
        return undefined;
    const tag = tagged?.tag ?? (digest === undefined ? 'latest' : undefined);
    const path = `${image.registry}/${image.repository}`;
    const reference = tag === undefined ? `${path}@${digest}` : `${path}:${tag}`;
    return { image, name: tag ?? digest ?? '', reference, ...(digest !== undefined && { digest }) };
}
/** Whether a text is a legal tag. */
function isTag(text) {
    return tagGrammar.test(text);
}
/** The host as `docker login` and configuration files name it, in one spelling for Docker Hub's several. */
function canonicalRegistry(host) {
    const bare = host
        .trim()
        .toLowerCase()
        .replace(/^https?:\/\//, '')
        .replace(/\/.*$/, '');
    return ['', 'index.docker.io', 'registry-1.docker.io', 'hub.docker.com'].includes(bare) ? 'docker.io' : bare;
}
/** Whether a text can be the host of a registry. */
function isRegistry(host) {
    return hostGrammar.test(canonicalRegistry(host));
}
function splitHost(name) {
    const slash = name.indexOf('/');
    const first = name.slice(0, slash);
    const isHost = slash > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
    return isHost ? { host: canonicalRegistry(first), path: name.slice(slash + 1) } : { host: 'docker.io', path: name };
}
/** Docker Hub's official images live below `library/`. */
function withLibrary(host, path) {
    return host === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
}
function no(wrong, cure) {
    return cure === undefined ? { ok: false, wrong } : { ok: false, wrong, cure };
}


/***/ }),

/***/ 9180:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   MX: () => (/* binding */ layersIn),
/* harmony export */   S2: () => (/* binding */ platformsIn),
/* harmony export */   V4: () => (/* binding */ digestsIn),
/* harmony export */   ol: () => (/* binding */ digestOf)
/* harmony export */ });
/** The digest that these very bytes have, `sha256:…`. */
async function digestOf(text) {
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    return `sha256:${Buffer.from(hash).toString('hex')}`;
}
/** What an index holds, its attestations too; nothing of what is no index. */
function digestsIn(text) {
    return entries(text).flatMap(({ digest }) => digest ?? []);
}
/** The images of an index by platform, its attestations left out. */
function platformsIn(text) {
    return entries(text).flatMap(({ digest, platform }) => {
        const { os = 'unknown', architecture, variant } = platform ?? {};
        const words = [os, architecture, variant].filter((word) => word !== undefined && word !== '');
        return os === 'unknown' || digest === undefined ? [] : [{ platform: words.join('/'), digest }];
    });
}
/**
 * The size in bytes of each layer of build caches, by digest, once for all of them. BuildKit writes a cache as a manifest
 * of its layers, and older ones as an index of them.
 */
function layersIn(texts) {
    const all = texts.map(parsed).flatMap(({ layers, manifests }) => layers ?? manifests ?? []);
    return new Map(all.flatMap(({ digest, size }) => (digest === undefined ? [] : [[digest, size ?? 0]])));
}
function entries(text) {
    return parsed(text).manifests ?? [];
}
function parsed(text) {
    try {
        return JSON.parse(text) ?? {};
    }
    catch {
        return {};
    }
}


/***/ }),

/***/ 2409:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ sealed)
/* harmony export */ });
class Sealed {
    #value;
    constructor(value) {
        this.#value = value;
    }
    reveal() {
        return this.#value;
    }
    toString() {
        return '***';
    }
    toJSON() {
        return '***';
    }
    [Symbol.for('nodejs.util.inspect.custom')]() {
        return '***';
    }
}
/** Wraps a secret so that printing, JSON and inspection show `***`; only `reveal()` gives the value. */
function sealed(value) {
    return new Sealed(value);
}


/***/ }),

/***/ 9781:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ readSshKey)
/* harmony export */ });
/* harmony import */ var _secret_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2409);
/* harmony import */ var _ssh_wire_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(825);


/** Repairs what copying does to a key, and refuses what ssh could not use alone. No message holds any of the text. */
function readSshKey(text) {
    const typed = tidy(text);
    if (typed === '')
        return { key: undefined, repaired: undefined, problems: [] };
    const decoded = decodeWhole(typed);
    const key = cutOut(decoded ?? typed);
    if (typeof key !== 'string')
        return { key: undefined, repaired: undefined, problems: [{ input: 'deploy-ssh-key', value: '***', ...key }] };
    const repaired = decoded === undefined ? undefined : 'was base64 of a key, and is decoded';
    return { key: (0,_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .sealed */ .J)(key), repaired, problems: [] };
}
const whole = 'paste the whole text of its file, from the line with BEGIN to the line with END';
const passphrase = {
    wrong: 'is a key with a passphrase, which nobody is there to type',
    cure: 'make a key for deploys alone, or take the passphrase off a copy with `ssh-keygen -p -N "" -f KEY`',
};
const damaged = { wrong: 'is a private key with parts missing or changed', cure: whole };
/** What is known not to be a private key of OpenSSH, by how it begins. */
const others = [
    [
        /^(?:ssh-|ecdsa-sha2-|sk-)\S+ +AAAA|^-{4,5} ?BEGIN (?:[A-Z0-9 ]+ )?PUBLIC KEY/m,
        {
            wrong: 'is a public key, which belongs into the file authorized_keys of the host',
            cure: 'give the private key: the file of the same name without .pub',
        },
    ],
    [
        /^PuTTY-User-Key-File-/m,
        {
            wrong: 'is a key in the format of PuTTY, which ssh cannot read',
            cure: 'convert it with `puttygen KEY.ppk -O private-openssh -o KEY`',
        },
    ],
];
function tidy(text) {
    const lines = text.replace(/^\uFEFF/, '').trim();
    // A key in one line of JSON or of an environment file has its newlines as they are written there.
    const unescaped = /[\r\n]/.test(lines) ? lines : lines.replace(/\\r\\n|\\n/g, '\n');
    return unescaped
        .split(/\r\n|\r|\n/)
        .map((line) => line.trim())
        .join('\n')
        .trim();
}
/** The text that was base64-encoded as a whole; undefined for any other. */
function decodeWhole(text) {
    const decoded = (0,_ssh_wire_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeBase64 */ .y4)(text);
    return decoded?.includes('-----BEGIN ') ? tidy(decoded) : undefined;
}
/** The key from its header to its footer; what stands around it means nothing to ssh, or breaks it. */
function cutOut(text) {
    const [header, kind = ''] = /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----/.exec(text) ?? [];
    if (header === undefined) {
        const other = others.find(([beginning]) => beginning.test(text));
        return other?.[1] ?? { wrong: 'is not a private key', cure: whole };
    }
    const footer = `-----END ${kind}-----`;
    const start = text.indexOf(header);
    const end = text.indexOf(footer, start);
    if (end < 0)
        return { wrong: 'is a private key that is cut off: its last line is missing', cure: whole };
    const body = text.slice(start + header.length, end);
    const fault = checkBody(kind, body);
    return fault ?? `${text.slice(start, end + footer.length)}\n`;
}
function checkBody(kind, body) {
    if (kind === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: *4, *ENCRYPTED/m.test(body))
        return passphrase;
    if (!body.startsWith('\n') || !body.endsWith('\n'))
        return { wrong: 'is a private key without its line breaks', cure: `${whole}, lines as they are` };
    const bytes = (0,_ssh_wire_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeBase64 */ .y4)(body);
    if (bytes === undefined || bytes === '')
        return damaged;
    return kind === 'OPENSSH PRIVATE KEY' ? checkOpenSsh(bytes) : undefined;
}
const magic = 'openssh-key-v1\0';
/** OpenSSH's PROTOCOL.key: cipher, key derivation and its options, a number of keys, the public ones, the private part. */
function checkOpenSsh(bytes) {
    const cipher = bytes.startsWith(magic) ? (0,_ssh_wire_js__WEBPACK_IMPORTED_MODULE_1__/* .wireString */ .f9)(bytes, magic.length) : undefined;
    if (cipher === undefined)
        return damaged;
    if (cipher.text !== 'none')
        return passphrase;
    const derivation = (0,_ssh_wire_js__WEBPACK_IMPORTED_MODULE_1__/* .wireString */ .f9)(bytes, cipher.end);
    const options = derivation && (0,_ssh_wire_js__WEBPACK_IMPORTED_MODULE_1__/* .wireString */ .f9)(bytes, derivation.end);
    const count = options && (0,_ssh_wire_js__WEBPACK_IMPORTED_MODULE_1__/* .wireNumber */ .jR)(bytes, options.end);
    if (options === undefined || count === undefined)
        return damaged;
    const keys = (0,_ssh_wire_js__WEBPACK_IMPORTED_MODULE_1__/* .wireStrings */ .ev)(bytes, options.end + 4);
    return keys?.length === count + 1 ? undefined : damaged;
}


/***/ }),

/***/ 825:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   ev: () => (/* binding */ wireStrings),
/* harmony export */   f9: () => (/* binding */ wireString),
/* harmony export */   jR: () => (/* binding */ wireNumber),
/* harmony export */   y4: () => (/* binding */ decodeBase64)
/* harmony export */ });
/** The binary form of keys of ssh (RFC 4251, section 5). Bytes are the characters of a text, as `atob` gives them. */
/** Undefined where the text is not base64, its padding included. White space counts for nothing. */
function decodeBase64(text) {
    const plain = text.replace(/\s/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(plain) || plain.length % 4 !== 0)
        return undefined;
    try {
        return atob(plain);
    }
    catch {
        return undefined;
    }
}
/** The number of four bytes at a place; undefined when it is cut off. */
function wireNumber(bytes, at) {
    if (at + 4 > bytes.length)
        return undefined;
    return [0, 1, 2, 3].reduce((sum, step) => sum * 256 + bytes.charCodeAt(at + step), 0);
}
/** The string at a place, with the place behind it; undefined when it is cut off. */
function wireString(bytes, at) {
    const length = wireNumber(bytes, at);
    if (length === undefined || at + 4 + length > bytes.length)
        return undefined;
    return { text: bytes.slice(at + 4, at + 4 + length), end: at + 4 + length };
}
/** All strings from a place to the end; undefined when that is no row of strings. */
function wireStrings(bytes, from = 0) {
    const found = [];
    for (let at = from; at < bytes.length;) {
        const next = wireString(bytes, at);
        if (next === undefined)
            return undefined;
        found.push(next.text);
        at = next.end;
    }
    return found;
}


/***/ }),

/***/ 9668:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $Z: () => (/* binding */ pulledLine),
/* harmony export */   E2: () => (/* binding */ failedLine),
/* harmony export */   Gz: () => (/* binding */ deployedOutput),
/* harmony export */   MX: () => (/* binding */ migratedLine),
/* harmony export */   Nx: () => (/* binding */ deployWords),
/* harmony export */   OD: () => (/* binding */ unchangedHostLine),
/* harmony export */   Og: () => (/* binding */ mendLines),
/* harmony export */   Pi: () => (/* binding */ laterLine),
/* harmony export */   Ur: () => (/* binding */ notRepairedLine),
/* harmony export */   Y9: () => (/* binding */ deployedWords),
/* harmony export */   Zg: () => (/* binding */ deployedLine),
/* harmony export */   _N: () => (/* binding */ hostColumns),
/* harmony export */   a1: () => (/* binding */ hostRows),
/* harmony export */   gu: () => (/* binding */ hostLines),
/* harmony export */   hN: () => (/* binding */ deployReasons),
/* harmony export */   lv: () => (/* binding */ hostPlanLines),
/* harmony export */   x5: () => (/* binding */ putBackLine),
/* harmony export */   xP: () => (/* binding */ deployVerdict)
/* harmony export */ });
/* harmony import */ var _plan_deploy_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1123);
/* harmony import */ var _plan_deploy_change_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(7340);
/* harmony import */ var _plan_names_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(9254);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3920);




/** `deploy to 3 hosts`, with the image when it is there already. */
function deployWords({ action, access, image, name }) {
    const hosts = (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .counted */ .hS)(access.hosts.length, 'host');
    if (action === 'rollback')
        return `roll back ${name} on ${hosts}`;
    if (image?.digest === undefined)
        return `deploy to ${hosts}`;
    return `deploy ${(0,_plan_names_js__WEBPACK_IMPORTED_MODULE_2__/* .displayName */ .QC)(image.image)}@${(0,_plan_names_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigest */ .VK)(image.digest)} as ${name} to ${hosts}`;
}
/** The end of a verdict: `deployed to 3 hosts`. */
function deployedWords(deploy) {
    const count = deploy.run ? deploy.hosts.filter(({ state }) => state === 'deployed').length : 0;
    return count === 0 ? [] : [`deployed to ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .counted */ .hS)(count, 'host')}`];
}
/** `5c0e91d2ab77`, or what stands for nothing. */
function digestText(digest) {
    return digest === undefined || digest === '' ? 'nothing' : (0,_plan_names_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigest */ .VK)(digest);
}
/** `Deployed app1 5c0e91d2ab77 -> 61bd33f0a2c4, healthy after 2.3 s, gap 0.4 s`. */
function deployedLine({ action }, result) {
    const verb = action === 'rollback' ? 'Rolled back' : 'Deployed';
    const gap = result.gapSeconds === undefined ? [] : [`gap ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .seconds */ .YA)(result.gapSeconds)}`];
    const details = [result.health, ...gap].join(', ');
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(`${verb} ${result.host} ${digestText(result.from)} -> ${digestText(result.to)}, ${details}`);
}
function unchangedHostLine(host, { digest }) {
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(`Left ${host} as it is: it runs ${(0,_plan_names_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigest */ .VK)(digest)} with the same settings`);
}
function pulledLine(digest, hosts, time) {
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(`Pulled ${(0,_plan_names_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigest */ .VK)(digest)} on ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)(hosts)}, ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .seconds */ .YA)(time)}`);
}
function migratedLine(text, host, time) {
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(`Migrated: \`${text}\` passed on ${host}, ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .seconds */ .YA)(time)}`);
}
/** `Failed on app2: GET /up on port 8080 answered 500 after 6.2 s`. */
function failedLine(host, why) {
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(`Failed on ${host}: ${why}`);
}
/** `Put back app1: it runs 5c0e91d2ab77 again, healthy after 1.9 s`. */
function putBackLine(host, { runs, health }) {
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(runs === undefined
        ? `Put back ${host}: ${health}`
        : `Put back ${host}: it runs ${(0,_plan_names_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigest */ .VK)(runs.digest)} again, ${health}`);
}
function notRepairedLine(host, run, why) {
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(`What ${run} has left on ${host} was not undone, and ${host} is deployed to all the same: ${why}`);
}
/** Of hosts that a cancelled run had no time for. */
function laterLine(hosts) {
    return (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(`The job's end puts back what is left to do on ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)(hosts)}`);
}
/** What a person has to do on a host that could not be put back. */
function mendLines(host, why, commands) {
    return [`${host} was not put back: ${why}; on the host:`, ...commands.map((command) => `  ${command}`)].map(_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP);
}
/** What a deploy would do on each host, in the future tense. */
function hostPlanLines(plan, hosts) {
    const lines = hosts.map((host) => `  ${hostPlanLine(plan, host)}`);
    return [...lines, ...settingsLines(plan)].map(_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP);
}
function hostPlanLine(plan, { host, decided, portGoesOver }) {
    switch (decided.kind) {
        case 'unchanged':
            return `${host} would be left as it is: it runs ${digestText(decided.from.digest)} with the same settings`;
        case 'refused':
            return `${host} would not be ${plan.action === 'rollback' ? 'rolled back' : 'deployed to'}: it ${decided.because}; ${decided.cure}`;
        case 'switch':
            return `${host} ${digestText(decided.from?.digest)} -> ${toText(plan, decided.target)}, ${orderText(plan, decided, portGoesOver)}`;
    }
}
function toText({ image }, target) {
    const digest = target?.digest ?? image?.digest;
    return digest === undefined ? 'the image of this run' : (0,_plan_names_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigest */ .VK)(digest);
}
function orderText({ proxy, options }, { from, target }, over) {
    if (from?.running !== true)
        return 'to be started';
    if (proxy !== undefined)
        return over
            ? `behind a proxy that has to take over port ${proxy.port}: a gap of what stop and start take`
            : `behind a proxy on port ${proxy.port}, without a gap`;
    // What somebody goes back to has the options that it was made with.
    const shared = target && (0,_plan_deploy_change_js__WEBPACK_IMPORTED_MODULE_3__/* .sharedPort */ .b6)(from.ports, target.ports);
    const why = shared === undefined ? options.exclusive && `of \`${options.exclusive}\`` : `both want port ${shared}`;
    return why === undefined
        ? 'the new one beside the old one, without a gap'
        : `one after the other because ${why}: a gap of what stop and start take`;
}
function settingsLines({ action, options, environment, health, watchSeconds, parallel, migrate, }) {
    if (action === 'rollback')
        return [];
    const names = [...environment.values, ...environment.secrets].map(({ key }) => key);
    const asked = health.path === undefined ? 'its HEALTHCHECK, or that it goes on running' : `GET ${health.path}`;
    return [
        ...(options.words.length === 0 ? [] : [`Options: ${options.told}`]),
        ...(names.length === 0 ? [] : [`Environment: ${names.join(', ')}`]),
        ...(migrate === undefined ? [] : [`Migration, once before: \`${migrate.text}\``]),
        `Health: ${asked}, ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .counted */ .hS)(health.successes, 'time')} within ${health.timeoutSeconds} s, then watched for ${watchSeconds} s; ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .counted */ .hS)(parallel, 'host')} at a time`,
    ];
}
/** What became of every host of a deploy that failed, in columns. */
function hostLines(hosts) {
    const width = Math.max(...hosts.map(({ host }) => host.length));
    return hosts.flatMap((result) => [
        (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(`  ${result.host.padEnd(width)}  ${stateText(result)}`),
        ...result.mend.map((command) => (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(`  ${''.padEnd(width)}    ${command}`)),
    ]);
}
function stateText({ state, to, health, mend, failed }) {
    switch (state) {
        case 'rolled back': {
            const back = to === undefined ? 'the new container is gone' : `rolled back to ${digestText(to)}`;
            return `${failed === true ? 'failed, ' : ''}${back}, ${health}`;
        }
        case 'untouched':
            return `not touched, runs ${digestText(to)}`;
        case 'unchanged':
            return `unchanged, runs ${digestText(to)}`;
        case 'unavailable':
            return `not reached: ${health}`;
        case 'unknown':
            return mend.length === 0 ? `not put back yet: ${health}` : `NOT PUT BACK: ${health}; on the host:`;
        case 'deployed':
            return `runs ${digestText(to)}, ${health}`;
    }
}
/** `host`, `from`, `to`, `state`, `health`, `seconds`, `gap` of each, as the output `deployed` has them. */
function deployedOutput(hosts) {
    return JSON.stringify(hosts.map(({ host, from, to, state, health, seconds: time, gapSeconds }) => ({
        host,
        from: from ?? '',
        to: to ?? '',
        state,
        health,
        seconds: rounded(time),
        gap: gapSeconds === undefined ? null : rounded(gapSeconds),
    })));
}
function rounded(value) {
    return Math.round(value * 1000) / 1000;
}
/** Rows of the summary's table of hosts: host, change, health, gap, time. */
function hostRows(hosts) {
    return hosts.map((result) => [
        (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(result.host),
        changeCell(result),
        (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .escaped */ .Mk)(result.health),
        result.gapSeconds === undefined ? '' : (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .seconds */ .YA)(result.gapSeconds),
        (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .seconds */ .YA)(result.seconds),
    ]);
}
const hostColumns = ['host', 'change', 'health', 'gap', 'time'];
function changeCell({ state, from, to, failed }) {
    switch (state) {
        case 'deployed':
            return `${from === undefined ? 'nothing' : (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(digestText(from))} → ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(digestText(to))}`;
        case 'rolled back':
            return `${failed === true ? '**failed**, ' : ''}rolled back to ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(digestText(to))}`;
        case 'unchanged':
        case 'untouched':
            return `${state}: ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(digestText(to))}`;
        case 'unavailable':
            return 'not reached';
        case 'unknown':
            return '**not put back**';
    }
}
/** Why nothing is deployed; nothing where nobody named a host. */
function deployReasons(deploy) {
    return deploy.run || deploy.because === _plan_deploy_js__WEBPACK_IMPORTED_MODULE_0__/* .noHosts */ .VO ? [] : [(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .shown */ .SP)(`Not deployed: ${deploy.because}`)];
}
/** `Deployed 61bd33f0a2c4 to 3 hosts`, or what else the whole came to. */
function deployVerdict({ plan, hosts }) {
    const changed = hosts.filter(({ state }) => state === 'deployed');
    const missing = hosts.filter(({ state }) => state === 'unavailable').map(({ host }) => host);
    if (changed.length === 0)
        return missing.length === 0
            ? 'Nothing to deploy: every host runs it already'
            : `Nothing to deploy: every host that was reached runs it already; not reached: ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)(missing)}`;
    const digests = (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)([...new Set(changed.map(({ to }) => digestText(to)))]);
    const count = (0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .counted */ .hS)(changed.length, 'host');
    const words = plan.action === 'rollback' ? `Rolled back ${count} to ${digests}` : `Deployed ${digests} to ${count}`;
    return missing.length === 0 ? words : `${words}; not reached: ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .listed */ .KE)(missing)}`;
}


/***/ }),

/***/ 3899:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  $Q: () => (/* binding */ cureLines),
  XZ: () => (/* binding */ cureOf),
  yI: () => (/* binding */ failureCure),
  Pu: () => (/* binding */ failureLine),
  TM: () => (/* binding */ folded),
  NP: () => (/* binding */ gateCure),
  nE: () => (/* binding */ nothingPushed),
  os: () => (/* binding */ tailLines)
});

;// CONCATENATED MODULE: ./build/report/reproduce.js
/** Values and secrets are left out: whoever copies this knows theirs, and the log shows none. */
function buildCommand(plan, target) {
    return `docker buildx build ${buildWords(plan, target)}`;
}
/** What a failed gate did, by hand; undefined where there is nothing to run. */
function gateCommand(plan, gate) {
    const { command, services, smoke } = plan.gates;
    switch (gate) {
        case 'lint':
            return undefined;
        case 'test stage':
            return plan.test.run ? buildCommand(plan, plan.test.target) : undefined;
        case 'services':
            return services.run ? composeCommand(plan, services, ['up --wait', ...services.names]) : undefined;
        case 'service tests':
            return services.run ? composeCommand(plan, services, ['run --rm sut']) : undefined;
        case 'test command': {
            if (!command.run)
                return undefined;
            const target = command.image === 'test' && plan.test.run ? plan.test.target : undefined;
            return [...servicesUp(plan), testRun(plan, command, reproduce_image(plan, target))].join(' && ');
        }
        case 'smoke test': {
            if (!smoke.run)
                return undefined;
            const options = [...networks(plan), ...smoke.env.map(variable)].map((text) => `${text} `).join('');
            return [...servicesUp(plan), `docker run --rm ${options}${reproduce_image(plan, undefined)}`].join(' && ');
        }
    }
}
function testRun(plan, { command, environment }, from) {
    const [program, ...words] = command.words;
    const options = [
        ...networks(plan),
        ...environment.values.map(variable),
        ...environment.secrets.map(variable),
        `--entrypoint=${word(program)}`,
    ];
    return ['docker run --rm', ...options, from, ...words.map(word)].join(' ');
}
/** Where somebody else's project of the same folder would be in the way. */
const project = 'try';
function servicesUp(plan) {
    const { services } = plan.gates;
    if (!services.run || services.names.length === 0)
        return [];
    return [composeCommand(plan, services, [`--project-name=${project}`, 'up --wait', ...services.names])];
}
function networks({ gates: { services } }) {
    if (!services.run)
        return [];
    const own = `${services.project}_`;
    return services.networks.map((name) => `--network=${word(name.startsWith(own) ? `${project}_${name.slice(own.length)}` : name)}`);
}
/** A file with the service `sut` names the image, also where that is not started. */
function composeCommand(plan, services, what) {
    const { file, needsImage, hasTest } = services;
    const own = needsImage || hasTest ? [`IMAGE=${reproduce_image(plan, undefined)}`] : [];
    return [...own, 'docker compose', `--file=${word(file)}`, ...what].join(' ');
}
/** A command that builds an image, and is its name. */
function reproduce_image(plan, target) {
    return `$(docker build --quiet ${buildWords(plan, target)})`;
}
function buildWords({ build }, target) {
    const options = [
        ...(build.platforms.length === 0 ? [] : ['--platform', build.platforms.join(',')]),
        ...(target === undefined ? [] : ['--target', target]),
        ...(build.dockerfile === undefined ? [] : ['--file', build.dockerfile]),
    ];
    return [...options, build.context].map(word).join(' ');
}
/** Docker takes the value from the environment of whoever runs it: here it may be a secret that nobody masks. */
function variable({ key }) {
    return `--env=${key}`;
}
/** A word as a shell needs it. */
function word(text) {
    return /^[A-Za-z0-9_./:@=+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

// EXTERNAL MODULE: ./build/report/text.js
var report_text = __nccwpck_require__(3920);
;// CONCATENATED MODULE: ./build/report/failure.js


/** Lines of a failing step that are repeated outside of the folded group. */
const tailLines = 30;
/** ``Test stage failed: `npm test` exited with 1 (Dockerfile:23)``: stage, command, exit code and place. */
function failureLine(plan, failure) {
    const place = failure.place === undefined ? '' : ` (${failure.place.file}:${failure.place.line})`;
    return (0,report_text/* shown */.SP)(`${whatFailed(plan, failure)}: ${howItFailed(failure)}${place}`);
}
/** What to do next, a line each. */
function failureCure(plan, failure) {
    // `stage-2` is BuildKit's word for a stage without a name; it can be no target.
    const named = failure.stage !== undefined && failure.stage !== '' && !/^stage-\d+$/.test(failure.stage);
    const lost = plan.gates.stageReports.run && isTest(plan, failure);
    return cureOf(failure.tail.some((line) => line.includes('exec format error')) ? foreign : undefined, lost ? 'the test reports are lost with the stage; docs/testing.md shows how to keep them' : undefined, nothingPushed(plan), runYourself(buildCommand(plan, named ? failure.stage : undefined)));
}
/** The same for a gate after the build. */
function gateCure(plan, gate, cure) {
    return cureOf(cure, nothingPushed(plan), runYourself(gateCommand(plan, gate)));
}
/** The kernel's words for a program of another architecture. */
const foreign = 'this machine cannot execute that platform: put docker/setup-qemu-action before this step, or build it on a runner of its own';
/** A builder may have pushed already; without a tag nobody meets it. */
function nothingPushed({ build }) {
    return build.pushTo.length > 0 ? 'no tag was moved; what was pushed has none' : 'nothing was pushed or tagged';
}
function runYourself(command) {
    return command === undefined ? undefined : `run it yourself: ${command}`;
}
/** Several things to know or to do. */
function cureOf(...parts) {
    const known = parts.filter((part) => part !== undefined);
    return known.length === 0 ? undefined : known.join('\n');
}
/** The lines as sentences. */
function cureLines(cure) {
    return cure.split('\n').map((line) => line.replace(/^[a-z]/, (letter) => letter.toUpperCase()));
}
/** Lines that come several times in a row, as a server's do that is asked again and again, are one. */
function folded(printed) {
    const result = [];
    for (const line of printed) {
        const last = result.at(-1);
        if (last?.line === line)
            last.times++;
        else
            result.push({ line, times: 1 });
    }
    return result.map(({ line, times }) => (times === 1 ? line : `${line} (${times} times)`));
}
function whatFailed(plan, failure) {
    if (isTest(plan, failure))
        return 'Test stage failed';
    return failure.stage === undefined || failure.stage === ''
        ? 'Build failed'
        : `Build failed in stage ${failure.stage}`;
}
/** Steps that the image needs too are no test, even when BuildKit met them on the way to the test target. */
function isTest(plan, failure) {
    return plan.test.run && failure.stage === plan.test.target.toLowerCase();
}
function howItFailed(failure) {
    const { instruction, exitCode } = failure;
    if (instruction === undefined || exitCode === undefined)
        return plainWords(failure.message) || 'BuildKit gave no reason';
    return `\`${instruction.replace(/^RUN\s+(?:--\S+\s+)*/i, '')}\` exited with ${exitCode}`;
}
/** What follows the path of an address: in that of an upload, hundreds of characters that mean something to the registry only. */
const queries = /(https?:\/\/[^\s?]+)\?\S*?(?=:?(?:\s|$))/g;
/** BuildKit's longest ways to say a short thing; everything else stays in its words. */
function plainWords(message) {
    const missing = /failed to compute cache key: .*("[^"]+"): not found/s.exec(message)?.[1];
    if (missing !== undefined)
        return `${missing} is not in the build context, or .dockerignore leaves it out`;
    const base = /(?:^|: )(\S+): failed to resolve source metadata for /.exec(message)?.[1];
    const hint = /\(did you mean [^)]*\)/.exec(message)?.[0];
    if (base === undefined)
        return message.replace(queries, '$1');
    return [`the base image ${base} cannot be read from its registry`, hint]
        .filter((part) => part !== undefined)
        .join(' ');
}


/***/ }),

/***/ 9295:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   DO: () => (/* binding */ gateWords),
/* harmony export */   HN: () => (/* binding */ gateLines),
/* harmony export */   KS: () => (/* binding */ gateTitle)
/* harmony export */ });
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3920);

/** The name of a gate at the beginning of a sentence. */
function gateTitle(name) {
    return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
/** One line a gate that ran, but for lint, whose findings are lines themselves: `Smoke test passed: GET /healthz on port 8080 answered 2 times, healthy after 0.4 s`. */
function gateLines(results) {
    return results.flatMap((result) => result.state === 'passed' && result.gate !== 'lint'
        ? (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .shown */ .SP)(`${gateTitle(result.gate)} passed: ${result.detail}, ${(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .seconds */ .YA)(result.seconds)}`)
        : []);
}
/** What is planned, as a part of the plan's sentence. */
function gateWords({ services, command, smoke }) {
    return [
        ...(services.run ? [`services of ${services.file}`] : []),
        ...(command.run ? ['test command'] : []),
        ...(smoke.run && !smoke.optional ? ['smoke test'] : []),
    ];
}


/***/ }),

/***/ 546:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P1: () => (/* binding */ greenAnyway),
/* harmony export */   Si: () => (/* binding */ testOutput),
/* harmony export */   ZA: () => (/* binding */ failedOf),
/* harmony export */   dw: () => (/* binding */ testSections),
/* harmony export */   eq: () => (/* binding */ testLines),
/* harmony export */   nr: () => (/* binding */ testAnnotations)
/* harmony export */ });
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3920);

/** GitHub shows ten errors of a step, and the first is the run's own. */
const mostAnnotations = 9;
const mostLines = 10;
const mostRows = 50;
/** Seconds below which a test is not slow, however fast the others are. */
const shortest = 0.05;
/** `2 of 212 tests failed`. */
function failedOf({ counts }) {
    return `${counts.failed} of ${(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .counted */ .hS)(counts.total, 'test')} failed`;
}
/** Why a run with failed tests is green; nothing where there are none. */
function greenAnyway({ counts }) {
    if (counts.failed === 0)
        return [];
    return ['The gate passed although its report has failed tests: the exit code of the tests decides'];
}
/** One line of totals, then the failures, then what is wrong with the reports. */
function testLines(tests) {
    const { counts, failures, faults } = tests;
    const listed = failures.slice(0, mostLines);
    const more = counts.failed - listed.length;
    return [
        `Tests: ${totals(tests)}`,
        ...listed.map((failure) => `  ${nameOf(failure)}${placeOf(failure)}: ${oneLine(failure.message)}`),
        ...(more > 0 ? [`  and ${more} more`] : []),
        ...faults.map((fault) => faultText(fault)),
    ].map(_text_js__WEBPACK_IMPORTED_MODULE_0__/* .shown */ .SP);
}
/** Failed tests at their lines, and a warning for each broken report. */
function testAnnotations(tests) {
    const { failures, faults } = tests;
    const failed = failures.slice(0, mostAnnotations).map((failure) => {
        const { source } = failure;
        const message = `Test failed: ${nameOf(failure)}: ${failure.message}`.split('\n').map(_text_js__WEBPACK_IMPORTED_MODULE_0__/* .shown */ .SP).join('\n');
        return { level: 'error', message, ...(source !== undefined && { place: source }) };
    });
    const broken = faults
        .slice(0, mostAnnotations)
        .map((fault) => ({ level: 'warning', message: (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .shown */ .SP)(faultText(fault)) }));
    return [...failed, ...broken];
}
/** Totals, failures, slowest and flaky tests; what there is none of is not there. */
function testSections(tests, table) {
    const { counts, failures, flaky, faults } = tests;
    const slowest = tests.slowest.filter((test) => test.seconds >= shortest);
    if (counts.total === 0 && faults.length === 0)
        return [];
    const rows = failures
        .slice(0, mostRows)
        .map((failure) => [(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .escaped */ .Mk)(nameOf(failure)), (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .code */ .aY)(whereOf(failure)), (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .escaped */ .Mk)(oneLine(failure.message))]);
    const unlisted = counts.failed - rows.length;
    return [
        `Tests: ${(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .escaped */ .Mk)(totals(tests))}.`,
        rows.length === 0 ? '' : table(['failed test', 'place', 'message'], rows),
        unlisted > 0 ? `And ${unlisted} more failed.` : '',
        flaky.length === 0
            ? ''
            : table(['flaky test, passed when run again', 'it had said'], flaky.map((test) => [(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .escaped */ .Mk)(nameOf(test)), (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .escaped */ .Mk)(oneLine(test.message))])),
        slowest.length === 0
            ? ''
            : table(['slowest tests', 'time'], slowest.map((test) => [(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .escaped */ .Mk)(nameOf(test)), (0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .seconds */ .YA)(test.seconds)])),
        faults.map((fault) => `- ${(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .escaped */ .Mk)(faultText(fault))}`).join('\n'),
    ];
}
/** The output `test-results`. */
function testOutput({ counts, failures }) {
    const listed = failures.map(({ suite, name, message, source, place }) => ({
        suite,
        name,
        message,
        ...(source ?? place),
    }));
    return JSON.stringify({ ...counts, failures: listed });
}
function totals({ counts, faults }) {
    if (counts.total === 0 && faults.length > 0)
        return 'unknown, since no report could be read';
    const { passed, failed, skipped, flaky, seconds: time } = counts;
    const parts = [
        `${passed} passed`,
        `${failed} failed`,
        ...(skipped > 0 ? [`${skipped} skipped`] : []),
        ...(flaky > 0 ? [`${flaky} flaky`] : []),
    ];
    return `${parts.join(', ')}, ${(0,_text_js__WEBPACK_IMPORTED_MODULE_0__/* .seconds */ .YA)(time)}`;
}
function nameOf({ suite, name }) {
    return suite === '' || name.startsWith(suite) ? name : `${suite} ${name}`;
}
function placeOf(failure) {
    const where = whereOf(failure);
    return where === '' ? '' : ` (${where})`;
}
function whereOf({ source, place }) {
    const { file, line } = source ?? place ?? { file: '', line: undefined };
    return line === undefined ? file : `${file}:${line}`;
}
function faultText({ file, position, message }) {
    const at = position === undefined ? '' : `:${position.line}:${position.column}`;
    return `Test report ${file}${at} ${message}`;
}
/** A message without where it came from, as one line: tools write what was expected on lines of its own. */
function oneLine(text) {
    const lines = text.split('\n').map((line) => line.trim());
    return cut(lines.filter((line) => line !== '' && !/^at\s/.test(line)).join(' / '));
}
const longestMessage = 240;
function cut(text) {
    return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)}…`;
}


/***/ }),

/***/ 3920:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   CS: () => (/* binding */ prose),
/* harmony export */   KE: () => (/* binding */ listed),
/* harmony export */   Mk: () => (/* binding */ escaped),
/* harmony export */   O5: () => (/* binding */ entities),
/* harmony export */   SP: () => (/* binding */ shown),
/* harmony export */   TL: () => (/* binding */ quoted),
/* harmony export */   YA: () => (/* binding */ seconds),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   hS: () => (/* binding */ counted),
/* harmony export */   ix: () => (/* binding */ megabytes)
/* harmony export */ });
/** Foreign text made safe to show, and figures as the log writes them. */
/** CSI and OSC sequences and lone escapes (ECMA-48): colours, cursor moves, window titles, links. */
const terminalCodes = new RegExp([
    '\\u001b\\[[0-?]*[ -/]*[@-~]',
    '\\u001b\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)',
    '\\u001b[ -/]*[0-~]',
    '\\u009b[0-?]*[ -/]*[@-~]',
].join('|'), 'g');
/** Control characters but the tab, and Unicode's marks that are not seen. */
const invisible = /(?!\t)[\p{Cc}\p{Cf}\u2028\u2029]/gu;
/**
 * One line of foreign text as it may be shown: no terminal codes, no invisible characters (also not those that turn
 * the reading direction round), of a progress bar only its last state, and nothing that the runner takes for a command.
 */
function shown(line) {
    const last = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
    return last.replace(terminalCodes, '').replace(invisible, '').replaceAll('##[', '# #[');
}
/** A line of a step's own output, set off so that it never stands at the start of a line of ours. */
function quoted(line) {
    return `  | ${shown(line)}`.trimEnd();
}
/** Seconds with one decimal. */
function seconds(value) {
    return `${value.toFixed(1)} s`;
}
/** Bytes in megabytes (10^6) with one decimal. */
function megabytes(bytes) {
    return `${(bytes / 1e6).toFixed(1)} MB`;
}
/** `1 tag`, `2 tags`. */
function counted(count, noun) {
    return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
/**
 * Text for an HTML context inside GitHub's Markdown: every character that either could read as markup is an entity.
 * `www.` would become a link by itself (GFM, autolinks).
 */
function escaped(text) {
    return shown(text).replace(/[^A-Za-z0-9 ,.;/='"()-]|^-|(?<=[Ww]{3})\./gu, (character) => `&#${character.codePointAt(0)};`);
}
/** A sentence, in which what stands between backticks is inline code. */
function prose(text) {
    return text
        .split(/`([^`]+)`/)
        .map((part, index) => (index % 2 === 0 ? escaped(part) : code(part)))
        .join('');
}
/** Inline code that cannot be left from inside. */
function code(text) {
    return `<code>${escaped(text)}</code>`;
}
/** Inside `<pre>` nothing but these can be markup. */
function entities(text) {
    return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
/** `a`, `a and b`, `a, b and c`. */
function listed(texts) {
    return texts.length < 3 ? texts.join(' and ') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}


/***/ }),

/***/ 83:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  e: () => (/* binding */ run_run)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(9473);
// EXTERNAL MODULE: ./build/plan/deploy.js
var plan_deploy = __nccwpck_require__(1123);
;// CONCATENATED MODULE: ./build/plan/jobs.js

/** The workflow has an output for the proof of each. */
const mostBuilds = 12;
function planJobs(inputs, context) {
    const { runners, platforms } = inputs;
    const builds = buildsOf(inputs);
    const unknown = runners
        .filter(({ platform }) => !platforms.includes(platform))
        .map(({ platform }) => {
        const cure = platforms.length === 0 ? `name it in \`platforms\`` : `\`platforms\` has ${platforms.join(', ')}`;
        return { input: 'runners', value: platform, wrong: 'is not built', cure };
    });
    const many = builds.length > mostBuilds
        ? [
            {
                input: 'platforms',
                wrong: `names ${builds.length}, and there are ${mostBuilds} jobs at most`,
                cure: 'build some together',
            },
        ]
        : [];
    return {
        jobs: { version: 1, builds, joins: builds.length > 1, deploy: planDeployJob(inputs, context) },
        problems: [...unknown, ...many],
    };
}
/** One for each platform when runners are named, or one for all. */
function buildsOf({ runners, runsOn, platforms }) {
    if (runners.length === 0 || platforms.length < 2) {
        const labels = runners.find(({ platform }) => platform === platforms[0])?.labels ?? runsOn;
        return [{ slot: 1, stage: 'all', platforms: platforms.join(','), 'runs-on': labels }];
    }
    return platforms.map((platform, index) => ({
        slot: index + 1,
        stage: 'build',
        platforms: platform,
        'runs-on': runners.find((one) => one.platform === platform)?.labels ?? runsOn,
    }));
}
/** Whether there is a job that deploys; its key may be one of an environment, which that job alone sees. */
function planDeployJob({ deploy, dryRun }, { trust, event }) {
    if (!deploy.asked)
        return { run: false, because: plan_deploy/* noHosts */.VO };
    if (!trust.trusted)
        return { run: false, because: trust.because.replace(/right to push$/, 'right to deploy') };
    const because = dryRun ? '`dry-run` is true' : (0,plan_deploy/* whyNoEvent */.eh)(event);
    return because === undefined ? { run: true } : { run: false, because };
}

// EXTERNAL MODULE: ./build/plan/names.js
var plan_names = __nccwpck_require__(9254);
;// CONCATENATED MODULE: ./build/language/dates.js
/** Dates of expressions, in Moment's format words, since those are what people have in their workflows. */
/** Loads the library and its time zones, which are large: only for expressions that name a date. */
async function loadDates() {
    const { default: moment } = await __nccwpck_require__.e(/* import() */ 856).then(__nccwpck_require__.t.bind(__nccwpck_require__, 9856, 19));
    return {
        format: (iso, format, zone) => moment(iso).tz(zone).format(format),
        isZone: (zone) => moment.tz.zone(zone) !== null,
        zones: () => moment.tz.names(),
    };
}

// EXTERNAL MODULE: ./build/language/nearest.js
var nearest = __nccwpck_require__(2729);
;// CONCATENATED MODULE: ./build/language/expressions.js
/** `{{…}}` in tags, flavor, labels and annotations: Handlebars, loaded when the first one is met, without HTML escaping. */


/** An expression cannot be read or worked out; the message is the rest of a sentence. */
class ExpressionError extends Error {
    cure;
    constructor(wrong, cure) {
        super(wrong);
        this.name = 'ExpressionError';
        this.cure = cure;
    }
}
/** Names that every expression may use (docker/metadata-action, "Global expressions"). */
const globalNames = [
    'branch',
    'tag',
    'sha',
    'base_ref',
    'is_default_branch',
    'is_not_default_branch',
    'date',
    'commit_date',
];
/** Names in the pattern of a version rule. */
const versionNames = ['raw', 'version', 'major', 'minor', 'patch', 'prerelease', 'build'];
const dateNames = ['date', 'commit_date'];
const conditionals = ['if', 'unless', 'else', 'each', 'with', 'lookup', 'this'];
const sampleDate = '2026-01-02T03:04:05.000Z';
/** Works a text out. Rejects with an ExpressionError. */
async function render(text, scope) {
    return (await compile(text))(scope);
}
/** Makes a function of a text, for texts that are worked out many times. */
async function compile(text) {
    if (plainNames(text) !== undefined)
        return ({ values }) => text.replace(plainName, (_, name) => printed(Object.hasOwn(values, name) ? values[name] : undefined));
    const handlebars = await load();
    // Not by what the expression names: a text that merely says "date" costs a few milliseconds, no more.
    const dates = text.includes('date') ? await loadDates() : undefined;
    const template = guard(text, () => handlebars.compile(text, { noEscape: true }));
    return (scope) => guard(text, () => template(scope.values, { helpers: dateHelpers(scope, dates) }));
}
/** Finds what is wrong with an expression before it is needed: its syntax, its names, its formats and time zones. */
async function checkExpression(text, known) {
    try {
        for (const name of await namesIn(text)) {
            if (known.includes(name) || conditionals.includes(name))
                continue;
            const near = (0,nearest/* nearest */.p)(name, known);
            throw new ExpressionError(`names {{${name}}}, which is not one of ${known.join(', ')}`, near === undefined ? undefined : `did you mean {{${near}}}?`);
        }
        if (plainNames(text) !== undefined)
            return undefined;
        await render(text, { values: {}, now: sampleDate, commitDate: sampleDate });
        return undefined;
    }
    catch (error) {
        if (error instanceof ExpressionError)
            return error;
        throw error;
    }
}
/** The names that an expression uses, helpers of Handlebars included. */
async function namesIn(text) {
    const plain = plainNames(text);
    if (plain !== undefined)
        return plain;
    const handlebars = await load();
    const names = new Set();
    class Names extends handlebars.Visitor {
        PathExpression(path) {
            if (!path.data && path.parts.length > 0)
                names.add(String(path.parts[0]));
        }
    }
    guard(text, () => new Names().accept(handlebars.parse(text)));
    return [...names];
}
/** Whether the text is one expression of this name and nothing else. */
function isOnly(text, name) {
    return new RegExp(`^\\{\\{\\s*${name}\\s*\\}\\}$`).test(text);
}
const plainName = /\{\{\s*([a-z_]+)\s*\}\}/g;
const reserved = [...dateNames, ...conditionals, 'true', 'false', 'null', 'undefined', 'log'];
/**
 * The names of a text whose expressions are bare names, which is nearly every one there is; undefined for all others.
 * They mean the same with and without Handlebars, and loading it would take a third of a short run's time.
 */
function plainNames(text) {
    if (!/^(?:[^{}\\]|\{\{\s*[a-z_]+\s*\}\})*$/.test(text))
        return undefined;
    const names = [...text.matchAll(plainName)].map(([, name]) => name ?? '');
    return names.some((name) => reserved.includes(name)) ? undefined : names;
}
function printed(value) {
    return value === undefined ? '' : String(value);
}
async function load() {
    return (await __nccwpck_require__.e(/* import() */ 347).then(__nccwpck_require__.t.bind(__nccwpck_require__, 6347, 19))).default;
}
function dateHelpers(scope, dates) {
    const helper = (iso) => (...words) => dates === undefined ? '' : formatted(iso, words, dates);
    return Object.fromEntries(dateNames.map((name) => [name, helper(name === 'date' ? scope.now : scope.commitDate)]));
}
/** `{{date 'YYYYMMDD' tz='Europe/Berlin'}}`: Handlebars hands over the words and, last, the named ones. */
function formatted(iso, words, dates) {
    const { hash } = words.at(-1);
    const format = words[0];
    if (words.length !== 2 || typeof format !== 'string')
        throw new ExpressionError('has a date without one format', "write {{date 'YYYYMMDD'}}");
    for (const key of Object.keys(hash)) {
        if (key !== 'tz')
            throw new ExpressionError(`gives a date "${key}", which only takes tz`, `write tz='Europe/Berlin'`);
    }
    const zone = String(hash['tz'] ?? 'UTC');
    if (!dates.isZone(zone)) {
        const near = (0,nearest/* nearest */.p)(zone, dates.zones());
        throw new ExpressionError(`names the time zone "${zone}", which the IANA database does not have`, near === undefined ? 'write a name such as Europe/Berlin' : `did you mean ${near}?`);
    }
    return dates.format(iso, format, zone);
}
/** Handlebars' own errors draw an arrow over several lines; the first line and the last words say it. */
function guard(text, work) {
    try {
        return work();
    }
    catch (error) {
        if (error instanceof ExpressionError)
            throw error;
        const words = (error instanceof Error ? error.message : String(error)).split('\n');
        const last = words.length > 1 ? ` ${words.at(-1)}` : '';
        throw new ExpressionError(`is not an expression: ${words[0]?.replace(/:$/, '')}${last}`, `check the braces of ${text}`);
    }
}

;// CONCATENATED MODULE: ./build/plan/labels.js
/**
 * The OCI keys that the run itself knows (opencontainers/image-spec, annotations.md); the user's lines win, and an empty
 * value leaves the key out. Sorted by key, so that the same run gives the same image.
 */
async function planLabels({ own, expand, ...run }) {
    const labels = new Map(knownLabels(run));
    for (const { key, value } of own)
        labels.set(key, await expand(value, `${key}=${value}`));
    return [...labels]
        .filter(([, value]) => value !== '')
        .map(([key, value]) => ({ key, value }))
        .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
const baseDigestKey = 'org.opencontainers.image.base.digest';
/** Keys of the labels that are written as annotations too. */
function isKnownKey(key) {
    return knownKeys.includes(key);
}
const knownKeys = [
    baseDigestKey,
    'org.opencontainers.image.base.name',
    'org.opencontainers.image.created',
    'org.opencontainers.image.description',
    'org.opencontainers.image.licenses',
    'org.opencontainers.image.ref.name',
    'org.opencontainers.image.revision',
    'org.opencontainers.image.source',
    'org.opencontainers.image.title',
    'org.opencontainers.image.url',
    'org.opencontainers.image.vendor',
    'org.opencontainers.image.version',
];
function knownLabels({ context, facts, base, version, }) {
    const { about, repository, revision, serverUrl } = context;
    const values = {
        [baseDigestKey]: base?.digest ?? '',
        'org.opencontainers.image.base.name': base?.reference ?? '',
        'org.opencontainers.image.created': created(facts),
        'org.opencontainers.image.description': about.description,
        'org.opencontainers.image.licenses': about.license,
        'org.opencontainers.image.ref.name': version,
        'org.opencontainers.image.revision': revision,
        'org.opencontainers.image.source': `${serverUrl}/${repository}`,
        'org.opencontainers.image.title': about.title,
        'org.opencontainers.image.url': about.url,
        'org.opencontainers.image.vendor': repository.split('/')[0] ?? '',
        'org.opencontainers.image.version': version,
    };
    return Object.entries(values);
}
/** A build that is to be reproducible says its time in SOURCE_DATE_EPOCH (reproducible-builds.org). */
function created({ now, sourceDateEpoch }) {
    return sourceDateEpoch === undefined ? now : new Date(sourceDateEpoch * 1000).toISOString();
}

// EXTERNAL MODULE: ./build/version.js
var version = __nccwpck_require__(8508);
;// CONCATENATED MODULE: ./build/plan/recipe.js


/** Inputs that say how it is done, and change neither the image nor what it has to pass. */
const indifferent = [
    'builder',
    'cache',
    'cacheFrom',
    'cacheMounts',
    'cacheTo',
    'dryRun',
    'githubToken',
    'logins',
    'proofs',
    'publishTimeoutSeconds',
    'push',
    'secrets',
    'tagRules',
];
/** Says no where the same words may build another image, or where the user wants a build. */
function planRecipe(wish) {
    const { inputs, context, facts, tags, labels, gates } = wish;
    const because = doubt(wish);
    if (because !== undefined)
        return { run: false, because };
    const { materials } = facts;
    if (materials.kind === 'unknown')
        return { run: false, because: materials.because };
    const said = Object.entries(inputs).filter(([name]) => !indifferent.includes(name));
    const annotations = wish.annotations
        .filter(({ key }) => !ofItsBuild.includes(key))
        .map((annotation) => (0,plan_names/* annotationText */.xr)(annotation));
    const text = JSON.stringify({
        inputs: Object.fromEntries(said),
        // Their values may be new with each run; what is built of them is cached by their names alone.
        secrets: inputs.secrets.map(({ kind, id }) => ({ kind, id })),
        revision: context.revision,
        labels: labels.filter(({ key }) => !ofItsBuild.includes(key)),
        tags: tags.map(({ reference }) => reference),
        annotations,
        platform: facts.nativePlatform,
        gated: gates.platforms,
        epoch: facts.sourceDateEpoch,
        inline: [inputs.cache === 'inline', inputs.cacheTo.filter((line) => /(?:^|,)type=inline(?:,|$)/.test(line))],
        slipway: version/* version */.r,
    });
    const { dockerignore, workspace } = facts;
    const dockerfile = relativePath(facts.dockerfile.kind === 'remote' ? '' : facts.dockerfile.path, facts);
    const folder = relativePath(inputs.context.kind === 'path' ? inputs.context.path : '', facts);
    const folders = materials.folders.map((path) => relativePath(path, facts));
    return { run: true, text, images: materials.images, workspace, context: folder, dockerfile, folders, dockerignore };
}
const recipeKey = 'io.github.slipway-ci.recipe';
/** Labels and annotations that tell the time, or what is compared by itself. */
const ofItsBuild = [
    'org.opencontainers.image.created',
    'org.opencontainers.image.base.digest',
    recipeKey,
];
function doubt({ inputs, context, facts, pushes }) {
    const { stage, pull, noCache, noCacheFilters, testReports } = inputs;
    if (stage !== 'all')
        return `\`stage\` is ${stage}`;
    if (!pushes)
        return 'nothing is pushed';
    if (pull)
        return '`pull` is true';
    if (noCache || noCacheFilters.length > 0)
        return '`no-cache` is set';
    if (testReports.length > 0)
        return '`test-reports` wants the reports of this run';
    if (inputs.services !== undefined)
        return 'nobody compares the images of `services`';
    if (inputs.sign || inputs.signKey !== undefined)
        return 'it is to be signed';
    if (context.event.kind === 'schedule')
        return 'a schedule builds for what is new outside of the repository';
    // A pull request is built as it was pushed, but checked out as it would be merged.
    if (context.event.kind === 'pull-request')
        return 'what a pull request would be merged into moves';
    if (inputs.context.kind !== 'path')
        return 'the context is not in the workspace';
    const folders = facts.materials.kind === 'known' ? facts.materials.folders : [];
    const outside = [inputs.context.path, ...folders].find((path) => !inside(path, facts));
    if (outside !== undefined)
        return `${outside} is not in the workspace`;
    return dockerfileInside(facts) ? undefined : 'the Dockerfile is not in the workspace';
}
/** `.` for the workspace itself. */
function relativePath(path, { workspace }) {
    const short = path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path;
    const words = short.split('/').filter((word) => word !== '' && word !== '.');
    return path === workspace || words.length === 0 ? '.' : words.join('/');
}
function dockerfileInside({ dockerfile, workspace }) {
    return dockerfile.kind === 'found' && dockerfile.path.startsWith(`${workspace}/`);
}
function inside(path, { workspace }) {
    if (path.startsWith('/'))
        return path === workspace || path.startsWith(`${workspace}/`);
    return !path.split('/').includes('..');
}

;// CONCATENATED MODULE: ./build/plan/annotations.js



/**
 * What has no level is written on both manifest and index. docker/metadata-action writes manifests only; but a tag points
 * at the index, and that is where ghcr.io looks for the description. Where somebody else builds, it is as there: their
 * build may have no index. The user's line wins at its levels, and an empty value leaves the key out there.
 */
async function planAnnotations({ own, labels, indexed, levels, expand, recipe, }) {
    const both = [{ type: 'manifest' }, { type: 'index' }];
    const usual = possibleLevels(levels ?? (indexed === 'decided elsewhere' ? both.slice(0, 1) : both), indexed);
    const known = labels.filter(({ key }) => isKnownKey(key));
    const found = new Map();
    const problems = [];
    const write = (places, key, value) => {
        for (const level of places)
            found.set((0,plan_names/* annotationText */.xr)({ level, key, value: '' }), { level, key, value });
    };
    for (const { key, value } of known)
        write(usual, key, value);
    // Whoever asks what a tag shows reads the top of it.
    if (recipe !== undefined)
        write([{ type: indexed === 'no' ? 'manifest' : 'index' }], recipeKey, recipe);
    for (const input of own) {
        const possible = input.levels.length > 0 ? possibleLevels(input.levels, indexed) : usual;
        if (possible.length === 0)
            problems.push(noIndex(input));
        write(possible, input.key, await expand(input.value, lineOf(input)));
    }
    return { annotations: [...found.values()].filter(({ value }) => value !== '').toSorted(byLevelAndKey), problems };
}
function possibleLevels(levels, indexed) {
    return indexed === 'no' ? levels.filter(({ type }) => !ofIndex.includes(type)) : levels;
}
const ofIndex = ['index', 'index-descriptor'];
function noIndex(input) {
    return {
        input: 'annotations',
        value: lineOf(input),
        wrong: 'is for an index, and an image of one platform without attestations has none',
        cure: 'write it without a level, or leave `provenance` on',
    };
}
/** The line as the user typed it, as far as it is known here. */
function lineOf({ levels, key, value }) {
    const prefix = levels.map(plan_names/* levelText */.WB).join(',');
    return `${prefix === '' ? '' : `${prefix}:`}${key}=${value}`;
}
const order = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'];
/** The same run gives the same list. */
function byLevelAndKey(a, b) {
    const byType = order.indexOf(a.level.type) - order.indexOf(b.level.type);
    if (byType !== 0)
        return byType;
    return (0,plan_names/* annotationText */.xr)(a) < (0,plan_names/* annotationText */.xr)(b) ? -1 : 1;
}

// EXTERNAL MODULE: ./build/plan/build.js
var plan_build = __nccwpck_require__(6782);
// EXTERNAL MODULE: ./build/plan/bake.js
var bake = __nccwpck_require__(1565);
;// CONCATENATED MODULE: ./build/plan/tag-names.js
/** Legal tags of any text (OCI distribution spec: at most 128 of A-Z a-z 0-9 _ . -, not starting with . or -). */
const longestTag = 128;
/**
 * Makes a legal tag of any text, or undefined when nothing legible is left: characters outside the grammar become
 * `-`, leading `.` and `-` go, a text over 128 characters is cut and ends in a hash of the whole, so that two long
 * branches never share a tag.
 */
function cleanTag(text) {
    const legal = text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '');
    if (!/[A-Za-z0-9]/.test(legal))
        return undefined;
    if (legal.length <= longestTag)
        return legal;
    const hash = `-${fingerprint(text)}`;
    return legal.slice(0, longestTag - hash.length) + hash;
}
/** FNV-1a, its first 44 bits as 11 hexadecimal characters: enough to tell branches apart, and needs no crypto module. */
function fingerprint(text) {
    let hash = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(text)) {
        hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    }
    return hash.toString(16).padStart(16, '0').slice(0, 11);
}

;// CONCATENATED MODULE: ./build/plan/cache.js



/** Raw `cache-from` and `cache-to` lines stand in for what `cache` would do. */
function planCache(wish) {
    const { inputs, facts } = wish;
    const usable = (line) => facts.cacheService.kind === 'present' || !isService(line);
    const inline = inputs.cacheTo.filter((line) => /(?:^|,)type=inline(?:,|$)/.test(line));
    return {
        read: inputs.cacheFrom.length > 0 ? forEach(wish, () => inputs.cacheFrom.filter(usable)) : planRead(wish),
        write: planWrite(wish),
        inline: wish.context.trust.trusted ? [...inline, ...(inputs.cache === 'inline' ? ['type=inline'] : [])] : [],
    };
}
/** BuildKit has GitHub's cache only where the runner offers it, unless the line itself says where it is. */
function isService(line) {
    return /(?:^|,)type=gha(?:,|$)/.test(line) && !/(?:^|,)token=/.test(line);
}
function placeOf({ inputs, facts }) {
    if (inputs.cache !== 'auto')
        return inputs.cache;
    return facts.cacheService.kind === 'present' ? 'gha' : 'registry';
}
function planRead(wish) {
    switch (placeOf(wish)) {
        case 'none':
            return { run: false, because: '`cache` is none' };
        case 'local':
            return forEach(wish, (target) => [`type=local,src=${localFolder(wish, target)}`]);
        case 'gha': {
            const because = refusal(wish.facts.cacheService, 'read');
            if (because !== undefined)
                return { run: false, because };
            return forEach(wish, (target) => [`type=gha,scope=${serviceScope(wish, target)}`]);
        }
        case 'inline':
            return fromRegistry(wish, () => wish.tags);
        case 'registry':
            return fromRegistry(wish, (target) => readable(wish.context).map((scope) => cacheTag(wish, scope, target)));
    }
}
function forEach({ test }, lines, choices = []) {
    return { run: true, from: { final: lines('final'), test: test.run ? lines('test') : [] }, choices };
}
/** The first of its tags that is there; those of which nobody knows, as long as nobody knows of a better one. */
function fromRegistry(wish, tagsOf) {
    const { caches } = wish.facts;
    const lines = (target) => {
        const tags = tagsOf(target);
        const there = tags.find(({ reference }) => caches.get(reference) === 'present');
        const unsure = tags.filter(({ reference }) => caches.get(reference) !== 'absent');
        return (there === undefined ? unsure : [there]).map(({ reference }) => `type=registry,ref=${reference}`);
    };
    const several = targetsOf(wish)
        .map(tagsOf)
        .filter((tags) => tags.length > 1);
    const choices = new Map(several.flat().map((tag) => [tag.reference, tag]));
    return forEach(wish, lines, [...choices.values()]);
}
const noRights = 'a run without rights writes no shared cache';
function planWrite(wish) {
    const { inputs, context } = wish;
    if (!context.trust.trusted)
        return { run: false, because: noRights };
    if (inputs.cacheTo.length > 0)
        return writeRaw(wish);
    switch (placeOf(wish)) {
        case 'none':
            return { run: false, because: '`cache` is none' };
        case 'local':
            return writeLocal(wish);
        case 'gha':
            return writeService(wish);
        case 'inline':
            return { run: false, because: 'the cache is inside the image' };
        case 'registry':
            if (!wish.pushes)
                return { run: false, because: 'the cache lives in the registry, and this run does not push' };
            return writeRegistry(wish);
    }
}
/** Why the service is of no use for this; undefined when it is. */
function refusal(service, wanted) {
    if (service.kind === 'absent')
        return service.because;
    return service.may.includes(wanted) ? undefined : `the runner lets this job only ${service.may} its cache`;
}
function writeService(wish) {
    const because = refusal(wish.facts.cacheService, 'write');
    if (because !== undefined)
        return { run: false, because };
    const lines = targetsOf(wish).map((target) => {
        return [target, [`type=gha,scope=${serviceScope(wish, target)},mode=max`]];
    });
    return { run: true, to: "GitHub's cache", tags: [], leftOut: [], replace: [], command: exportCommand(wish, lines) };
}
/** GitHub keeps branches and pull requests apart by itself; images, targets and platforms are kept apart here. */
function serviceScope(wish, target) {
    const whole = [(0,plan_names/* displayName */.QC)(wish.name), target, platformsOf(wish)].join(' ').trim();
    return `slipway-${fingerprint(whole)}-${target}`;
}
/** The user's lines describe one cache, which the test stage would overwrite: they belong to the image. */
function writeRaw(wish) {
    const lines = wish.inputs.cacheTo.filter((line) => !/(?:^|,)type=inline(?:,|$)/.test(line));
    if (lines.length === 0)
        return { run: false, because: 'the cache is inside the image' };
    const because = refusal(wish.facts.cacheService, 'write');
    const refused = because === undefined ? [] : lines.filter(isService);
    const written = lines.filter((line) => !refused.includes(line));
    if (because !== undefined && written.length === 0)
        return { run: false, because };
    return {
        run: true,
        to: written.map(harmlessWords).join(' '),
        tags: [],
        leftOut: refused.map((line) => ({ to: harmlessWords(line), because: because ?? '' })),
        replace: [],
        command: exportCommand(wish, [['final', written]]),
    };
}
/** Of a cache's attributes only those that are no secrets; others may hold keys and tokens. */
function harmlessWords(line) {
    return line
        .split(',')
        .filter((word) => /^(?:type|ref|dest|bucket|name|region|scope|mode)=/.test(word))
        .join(',');
}
function writeLocal(wish) {
    const folders = targetsOf(wish).map((target) => ({ target, to: localFolder(wish, target) }));
    const lines = folders.map(({ target, to }) => [target, [`type=local,dest=${to}.new,mode=max`]]);
    return {
        run: true,
        to: wish.facts.cacheFolder,
        tags: [],
        leftOut: [],
        replace: folders.map(({ to }) => ({ from: `${to}.new`, to })),
        command: exportCommand(wish, lines),
    };
}
/**
 * Compressed as images are. BuildKit takes layers that the image has as they are, and a step that comes back from a cache
 * in zstd brings that into the image, which then has another digest than without the cache.
 */
function writeRegistry(wish) {
    const scope = scopes(wish.context)[0] ?? 'default';
    const kept = targetsOf(wish).map((target) => ({ target, tag: cacheTag(wish, scope, target) }));
    const lines = kept.map(({ target, tag: { reference: ref } }) => {
        return [target, [`type=registry,ref=${ref},mode=max,image-manifest=true,oci-mediatypes=true`]];
    });
    const tags = kept.map(({ tag }) => tag);
    const to = tags.map(({ reference, name }, index) => (index === 0 ? reference : `:${name}`)).join(' and ');
    return { run: true, to, tags, leftOut: [], replace: [], command: exportCommand(wish, lines) };
}
/**
 * A solve of its own after the gates: everything is in the engine by then, and a failing test has uploaded nothing.
 * What `no-cache` made anew is taken from there, so it is not repeated here.
 */
function exportCommand(wish, lines) {
    const shared = (0,bake/* sharedFields */.f9)(wish);
    const stages = {
        test: wish.test.run ? wish.test.target : undefined,
        final: wish.inputs.target,
    };
    const targets = lines.map(([name, to]) => {
        const stage = stages[name];
        return [
            name,
            { ...shared, ...(stage !== undefined && { target: stage }), 'cache-to': to, output: ['type=cacheonly'] },
        ];
    });
    return (0,bake/* bakeCommand */.FA)('Save the build cache', wish, Object.fromEntries(targets), []);
}
function targetsOf(wish) {
    return wish.test.run ? ['final', 'test'] : ['final'];
}
/** What a run without rights never writes is never there. */
function readable(context) {
    const [own, ...others] = scopes(context);
    return own !== undefined && (context.trust.trusted || others.length === 0) ? [own, ...others] : others;
}
/** Own scope first, then those it may profit from. A pull request never writes where its base branch reads. */
function scopes(context) {
    const event = context.event;
    const base = context.defaultBranch === '' ? [] : [`branch-${context.defaultBranch}`];
    switch (event.kind) {
        case 'pull-request':
        case 'merge-group':
            return [`pr-${event.number ?? 'queue'}`, `branch-${event.base}`];
        case 'tag':
            return ['tag', ...base];
        case 'branch':
        case 'schedule':
            return [...new Set([`branch-${event.branch}`, ...base])];
    }
}
/** One tag per scope, target and platform. The hash keeps apart what the tag grammar makes alike, such as a/b and a-b. */
function cacheTag(wish, scope, target) {
    const { name: image } = wish;
    const parts = [scope, target, platformsOf(wish)].join(' ').trim();
    const name = cleanTag(`buildcache-${fingerprint(parts)}-${parts}`) ?? '';
    return { image, name, reference: `${(0,plan_names/* displayName */.QC)(image)}:${name}` };
}
/** Their order makes no other image. */
function platformsOf({ inputs }) {
    return inputs.platforms.toSorted().join(' ');
}
function localFolder(wish, target) {
    const whole = [(0,plan_names/* displayName */.QC)(wish.name), target, platformsOf(wish)].join(' ');
    return `${wish.facts.cacheFolder}/${fingerprint(whole)}`;
}

;// CONCATENATED MODULE: ./build/plan/cache-mounts.js




/** What an image says with that has no `tar`. */
const noTarCode = 64;
function planCacheMounts(wish) {
    const { inputs, facts } = wish;
    if (!inputs.cacheMounts || inputs.stage === 'metadata')
        return { mounts: { run: false, because: '`cache-mounts` is false' }, notes: [] };
    const found = facts.cacheMounts ?? { mounts: [], images: [], left: [], hash: '' };
    const because = obstacle(wish, found);
    if (because === undefined)
        return { mounts: planned(wish, found), notes: found.left };
    return { mounts: { run: false, because }, notes: [...found.left, `No cache mounts are kept: ${because}`] };
}
/** Why none can be kept; undefined when some can. */
function obstacle(wish, found) {
    const { inputs, facts, route } = wish;
    if (inputs.context.kind === 'remote')
        return 'the Dockerfile is not in the workspace, where they would be read';
    if (found.mounts.length === 0)
        return found.left.length > 0 ? 'there are no others' : 'the Dockerfile has none';
    if (found.images.length === 0)
        return 'only the build knows which images the stages with cache mounts are built on';
    // BuildKit itself does so (measured with v0.25 to v0.28).
    if (inputs.noCache)
        return 'with `no-cache` BuildKit begins with empty ones';
    return lasting(route, wish) ?? refusal(facts.cacheService, 'read');
}
/** Why the builder is none that goes with the runner; undefined when it may be. */
function lasting(route, { inputs, facts }) {
    if (route.kind === 'image-store')
        return undefined;
    const driver = route.builder.kind === 'named' ? driverOf(facts.builder) : (inputs.builder.driver ?? container);
    return driver === container ? undefined : `a builder with the driver ${driver} outlives the run, and keeps its own`;
}
const container = 'docker-container';
function driverOf(found) {
    return found.kind === 'found' ? found.driver : 'unknown';
}
function planned(wish, found) {
    const { context, facts } = wish;
    const whole = [(0,plan_names/* displayName */.QC)(wish.name), cache_mounts_platformsOf(wish), ...found.mounts.map(known)].join(' ');
    const beginning = `slipway-mounts-${fingerprint(whole)}-`;
    const because = context.trust.trusted ? refusal(facts.cacheService, 'write') : noRights;
    return {
        run: true,
        count: found.mounts.length,
        folder: `${facts.runFolder}/mounts`,
        key: `${beginning}${found.hash}`,
        beginning,
        ways: found.images.map((image) => wayOf(image, wish, found)),
        write: because === undefined ? { run: true } : { run: false, because },
    };
}
/** Programs of another platform have other caches. */
function cache_mounts_platformsOf({ inputs, facts }) {
    return inputs.platforms.length > 0 ? inputs.platforms.toSorted().join(' ') : facts.nativePlatform;
}
/** What BuildKit knows a mount by. */
function known({ id, owner }) {
    return [`id=${id}`, ...owner].join(',');
}
function wayOf(image, wish, { mounts }) {
    const { facts } = wish;
    const folder = `${facts.runFolder}/mounts`;
    const flags = mounts.map((mount, index) => `--mount=type=cache,${known(mount)},sharing=${mount.sharing},target=${cache_mounts_inside}/mounts/${index}`);
    const start = [`FROM ${image} AS mounts`, 'USER 0'];
    // An ONBUILD of that image may copy the whole context: it must find nothing of the run's.
    const empty = `${facts.runFolder}/empty`;
    const unpacking = [
        ...start,
        run([`--mount=type=bind,from=kept,target=${cache_mounts_inside}/kept`, ...flags], unpackScript, facts),
    ];
    const packing = [...start, run(flags, packScript, facts), 'FROM scratch', 'COPY --from=mounts /slipway/kept /'];
    return {
        image,
        unpack: command('Unpack the cache mounts', wish, 'unpack-mounts', {
            context: empty,
            contexts: { kept: folder },
            'dockerfile-inline': unpacking.join('\n'),
            output: ['type=cacheonly'],
        }),
        pack: command('Pack the cache mounts', wish, 'pack-mounts', {
            context: empty,
            'dockerfile-inline': packing.join('\n'),
            output: [`type=local,dest=${folder}`],
        }),
    };
}
/** Where everything of ours is while the container of these builds runs. */
const cache_mounts_inside = '/slipway';
/** The run's name makes it a step that no cache knows; `no-cache` would empty the mounts. */
function run(flags, script, { runName }) {
    return `RUN --network=none ${flags.join(' ')} ${JSON.stringify(['sh', '-c', script, 'sh', runName])}`;
}
const needsTar = `command -v tar > /dev/null || exit ${noTarCode}`;
/** What is said for each mount that was empty. */
const unpacked = 'unpacked';
/** What an engine that outlives the run has in a mount is newer, and stays. What came half goes again. */
const unpackScript = [
    needsTar,
    `for folder in ${cache_mounts_inside}/mounts/*`,
    'do [ -n "$(ls -A "$folder")" ] && continue',
    `archive="${cache_mounts_inside}/kept/$(basename "$folder").tar"`,
    '[ -e "$archive" ] || continue',
    `tar -xpf "$archive" --numeric-owner -C "$folder" && echo ${unpacked} && continue`,
    'rm -rf "$folder"/* "$folder"/.[!.]*',
    'exit 1',
    'done',
].join('; ');
const packScript = [
    needsTar,
    `mkdir -p ${cache_mounts_inside}/kept`,
    `for folder in ${cache_mounts_inside}/mounts/*`,
    `do tar -cf "${cache_mounts_inside}/kept/$(basename "$folder").tar" --numeric-owner -C "$folder" . || exit 1`,
    'done',
].join('; ');
function command(title, { inputs, context, route }, name, target) {
    // The same name space as the build's, or it would be other mounts.
    const spaces = { ...(0,bake/* record */.g1)(inputs.buildArgs), ...(0,bake/* ownCacheMounts */.fB)(context) };
    const space = spaces['BUILDKIT_CACHE_MOUNT_NS'];
    const whole = {
        ...target,
        ...(space !== undefined && { args: { BUILDKIT_CACHE_MOUNT_NS: space } }),
        attest: ['type=provenance,disabled=true'],
    };
    return (0,bake/* bakeCommand */.FA)(title, { inputs, route }, { [name]: whole }, []);
}

// EXTERNAL MODULE: ./build/plan/compose.js
var compose = __nccwpck_require__(1146);
// EXTERNAL MODULE: ./build/plan/platforms.js
var plan_platforms = __nccwpck_require__(5690);
;// CONCATENATED MODULE: ./build/plan/gates.js




/** How long services may take until they are healthy. */
const servicesSeconds = 120;
/** Names begin with the run's own, so that two runs on one engine never meet. */
function planGates(inputs, context, facts, test, { route, loads }) {
    const owner = (0,plan_names/* ownerOf */.bf)(facts);
    const composed = planServices(inputs, facts);
    const platforms = (0,plan_platforms/* gatePlatforms */.C)(inputs, facts, loads);
    const tested = planCommand(inputs, owner, test, commandPlatforms(platforms.run, route, test));
    const nowhere = platforms.run.length === 0 ? platforms.notes[0] : undefined;
    return {
        gates: {
            owner,
            platforms: platforms.run,
            folder: facts.runFolder,
            reports: inputs.testReports,
            lint: planLint(inputs, context, facts, test),
            stageReports: planStageReports(inputs, owner, test),
            services: composed.services,
            command: orNowhere(tested.command, nowhere),
            smoke: orNowhere(planSmoke(inputs, owner), nowhere),
        },
        problems: [...idle(inputs, test), ...composed.problems, ...(nowhere === undefined ? [] : cannotRun(inputs))],
        notes: [...composed.notes, ...platforms.notes, ...tested.notes],
    };
}
/** A gate that somebody asks for must not be left out in silence. */
function cannotRun(inputs) {
    const { smoke, testCommand, platforms } = inputs;
    const smokeAsked = smoke.when !== 'false' && (smoke.when === 'true' || probeOf(smoke).kind !== 'own' || smoke.env.length > 0);
    const gates = [...(testCommand === undefined ? [] : ['test command']), ...(smokeAsked ? ['smoke test'] : [])];
    if (gates.length === 0)
        return [];
    const wrong = `cannot be executed here, so there is no ${gates.join(' and no ')}`;
    const cure = 'put docker/setup-qemu-action before this step, or take a runner of that platform';
    return [{ input: 'platforms', value: platforms.join(','), wrong, cure }];
}
/** Without a platform that can run there is nothing to run it on. */
function orNowhere(decision, because) {
    return because === undefined
        ? decision
        : { run: false, because: because.replace(/^No gate runs on /, 'nothing can run on ') };
}
function planLint(inputs, context, facts, test) {
    if (inputs.lint.level === 'off')
        return { run: false, because: '`lint` is off' };
    const { smoke, buildArgs } = inputs;
    const asked = smoke.when === 'true' || probeOf(smoke).kind !== 'own';
    return {
        run: true,
        policy: inputs.lint,
        stages: facts.origins,
        target: inputs.target,
        testTarget: test.run ? test.target : undefined,
        needsHealthCheck: asked && smoke.when !== 'false' ? 'it is smoke-tested' : undefined,
        buildArgs,
        inProvenance: (0,plan_build/* showsBuildArgs */.Kz)(inputs, context) ? buildArgs : [],
    };
}
/** Where a command runs in the stage, the reports are the command's. */
function planStageReports({ testReports, testCommand }, owner, test) {
    if (testReports.length === 0)
        return { run: false, because: '`test-reports` is empty' };
    if (testCommand !== undefined)
        return { run: false, because: 'the reports are those of `test-command`' };
    return test.run ? { run: true, container: `${owner}-test` } : test;
}
function planServices({ services: file, servicesEnv: env }, facts) {
    if (file === undefined)
        return { services: { run: false, because: '`services` is empty' }, problems: [], notes: [] };
    const project = (0,plan_names/* ownerOf */.bf)(facts);
    const wish = { project, file, candidate: (0,plan_names/* candidateOf */.RH)(facts) };
    const { notes, problems, ...isolated } = (0,compose/* isolateFile */.CO)(facts.compose, wish);
    const timeoutSeconds = servicesSeconds;
    return { services: { run: true, file, project, env, timeoutSeconds, ...isolated }, problems, notes };
}
/** A builder sends the engine one platform's image of the test stage. */
function commandPlatforms(all, route, test) {
    return test.run && route.kind === 'builder' ? all.slice(0, 1) : all;
}
function planCommand(inputs, owner, test, platforms) {
    const { testCommand: command, testEnvironment: environment, testTimeoutSeconds: timeoutSeconds } = inputs;
    if (command === undefined)
        return { command: { run: false, because: '`test-command` is empty' }, notes: [] };
    const image = test.run ? 'test' : 'final';
    const alone = platforms.length === 1 && inputs.platforms.length > 1;
    return {
        command: { run: true, container: `${owner}-test`, platforms, image, command, environment, timeoutSeconds },
        notes: alone ? [`The test command runs on ${platforms[0]} alone`] : [],
    };
}
/** Whatever says how to ask the container asks for the test as well. */
function planSmoke({ smoke }, owner) {
    if (smoke.when === 'false')
        return { run: false, because: '`smoke-test` is false' };
    const probe = probeOf(smoke);
    const { env, timeoutSeconds } = smoke;
    const optional = smoke.when === 'auto' && probe.kind === 'own' && env.length === 0;
    return { run: true, container: `${owner}-smoke`, probe, optional, env, timeoutSeconds };
}
function probeOf({ path, port, command }) {
    if (command !== undefined)
        return { kind: 'command', command };
    if (path === undefined && port === undefined)
        return { kind: 'own' };
    return { kind: 'http', path: path ?? '/', port };
}
/** Words for a gate that does not run would be lost in silence. */
function idle(inputs, test) {
    const { smoke, testCommand, testEnvironment, services, servicesEnv } = inputs;
    const rows = [
        ['test-env', testEnvironment.values.length > 0, testCommand !== undefined, 'set `test-command`'],
        ['test-secrets', testEnvironment.secrets.length > 0, testCommand !== undefined, 'set `test-command`'],
        [
            'test-reports',
            inputs.testReports.length > 0,
            test.run || testCommand !== undefined || services !== undefined,
            'set `test-command`, or name the test stage in `test-target`',
        ],
        ['services-env', servicesEnv.length > 0, services !== undefined, 'set `services`'],
        ['smoke-path', smoke.path !== undefined, smoke.when !== 'false', 'remove it, or `smoke-test: false`'],
        ['smoke-port', smoke.port !== undefined, smoke.when !== 'false', 'remove it, or `smoke-test: false`'],
        ['smoke-command', smoke.command !== undefined, smoke.when !== 'false', 'remove it, or `smoke-test: false`'],
        ['smoke-env', smoke.env.length > 0, smoke.when !== 'false', 'remove it, or `smoke-test: false`'],
    ];
    return rows
        .filter(([, given, used]) => given && !used)
        .map(([input, , , cure]) => ({ input, wrong: 'is given for a gate that does not run', cure }));
}

;// CONCATENATED MODULE: ./build/plan/parts.js


/** What decides what is in an image and what it went through: parts that differ here are of different images. */
const agreed = {
    context: 'context',
    file: 'file',
    target: 'target',
    'test-target': 'testTarget',
    'build-args': 'buildArgs',
    'build-contexts': 'buildContexts',
    reproducible: 'reproducible',
    tags: 'tagRules',
    flavor: 'flavor',
    labels: 'labels',
    annotations: 'annotations',
    lint: 'lint',
    'test-command': 'testCommand',
    services: 'services',
    'smoke-test': 'smoke',
    provenance: 'provenance',
    sbom: 'sbom',
};
/** Fingerprints of those inputs, by name: a proof goes through hands that need not see the values. */
function agreedInputs(inputs) {
    const entries = Object.entries(agreed).map(([name, field]) => [
        name,
        fingerprint(JSON.stringify(inputs[field] ?? '')),
    ]);
    return Object.fromEntries(entries);
}
/** The parts that are to be joined. Without a push nothing is, so nothing can be wrong with them. */
function planParts({ stage, proofs, platforms }, context, facts, { publish, tags, mainTag }) {
    if (stage !== 'publish') {
        const wrong = 'is of use with `stage: publish` alone';
        return { parts: [], problems: proofs.length === 0 ? [] : [{ input: 'proofs', wrong, cure: 'remove it' }] };
    }
    if (!publish.run || publish.tags.length === 0)
        return { parts: [], problems: [] };
    const found = facts.proofs.flatMap((one) => (one.kind === 'read' ? [one] : []));
    const names = [...new Set(tags.map(({ image }) => (0,plan_names/* displayName */.QC)(image)))];
    const refused = facts.proofs.flatMap((one) => (one.kind === 'refused' ? [one.problem] : []));
    if (found.length + refused.length === 0)
        return { parts: [], problems: [noProof] };
    const problems = [
        ...refused,
        ...found.flatMap((one) => problemsOf(one, { revision: context.revision, version: mainTag, names })),
        ...disagreements(found),
        ...twice(found),
        ...missingPlatforms(platforms, found),
    ];
    return { parts: found.map(({ proof }) => proof), problems };
}
const noProof = {
    input: 'proofs',
    wrong: 'is empty, and `stage: publish` needs to know what was built',
    cure: 'give it the outputs `proof` of the jobs with `stage: build`, or the folder of their files',
};
function problemsOf({ from, proof }, wanted) {
    const missing = wanted.names.filter((name) => !proof.names.includes(name));
    const wrongs = [
        proof.revision === wanted.revision
            ? []
            : [
                `is of commit ${proof.revision.slice(0, 7)}, and this run is of ${wanted.revision.slice(0, 7)}: build and publish in one run`,
            ],
        proof.imageVersion === wanted.version
            ? []
            : [
                `is of version ${proof.imageVersion}, and this run publishes ${wanted.version}: give both jobs the same \`tags\``,
            ],
        proof.names.length === 0
            ? ['is of an image that was not pushed; the log of its job says why']
            : missing.map((name) => `is of an image that was not pushed to ${name}: give both jobs the same \`images\``),
    ];
    return wrongs.flat().map((wrong) => ({ input: 'proofs', value: from, wrong }));
}
/** Against the first one: any other comparison would tell the same twice. */
function disagreements([first, ...others]) {
    if (first === undefined)
        return [];
    return others.flatMap(({ from, proof }) => {
        const names = Object.keys(agreed).filter((name) => proof.inputs[name] !== first.proof.inputs[name]);
        if (names.length === 0)
            return [];
        const wrong = `was built with another ${names.map((name) => `\`${name}\``).join(', ')} than ${first.from}`;
        return [{ input: 'proofs', value: from, wrong, cure: 'give all jobs the same' }];
    });
}
/** One artifact that did not come would take a platform from whoever pulls the tag. */
function missingPlatforms(wanted, found) {
    const given = found.flatMap(({ proof }) => proof.platforms);
    const missing = wanted.filter((platform) => !given.includes(platform));
    if (missing.length === 0)
        return [];
    const wrong = `hold no image for ${missing.join(', ')}, which \`platforms\` names`;
    return [{ input: 'proofs', wrong, cure: 'see whether its job ran, and whether its artifact was uploaded' }];
}
function twice(found) {
    const owners = Map.groupBy(found.flatMap(({ from, proof }) => proof.platforms.map((platform) => ({ platform, from }))), ({ platform }) => platform);
    return [...owners].flatMap(([platform, all]) => {
        const others = all.slice(1).map(({ from }) => from);
        if (others.length === 0)
            return [];
        const wrong = `is a second image for ${platform}, which ${all[0]?.from} has already`;
        return others.map((from) => ({ input: 'proofs', value: from, wrong, cure: 'give each job a platform of its own' }));
    });
}

;// CONCATENATED MODULE: ./build/plan/publish.js
/**
 * Decides the push. A run without trust gets no login at all, so that not one request carries a credential. A trusted
 * run logs in also when it does not push, since its base images may be private.
 */
function planPublish(inputs, context, facts, { tags, heldBack }) {
    if (!context.trust.trusted)
        return no(context.trust.because);
    const named = [...tags, ...heldBack.map(({ tag }) => tag)];
    const registries = [...new Set(named.map((tag) => tag.image.registry))];
    const typed = inputs.logins.map((login) => withRegistry(login, inputs.images));
    const given = typed.flatMap((login) => complete(login, context));
    const logins = [...given, ...githubLogin(inputs, context, registries, given)];
    if (inputs.push === 'false')
        return no('`push` is false', logins);
    const problems = inputs.push === 'true' ? emptyPasswords(typed) : [];
    const known = new Set([...logins.map((login) => login.registry), ...facts.knownLogins]);
    const missing = registries.filter((registry) => !known.has(registry));
    if (inputs.push === 'auto' && missing.length > 0)
        return no(missingReason(missing, typed), logins);
    if (named.length === 0)
        return { ...no('no tag rule applies to this event', logins), problems: nothingToPush(inputs) };
    return {
        publish: {
            run: true,
            upTo: inputs.stage === 'build' ? 'content' : 'tags',
            tags,
            overwrite: inputs.overwrite,
            timeoutSeconds: inputs.publishTimeoutSeconds,
        },
        logins,
        problems,
    };
}
/** Whoever insists on a push must not find out later that there was none; docker/build-push-action fails as well. */
function nothingToPush({ push }) {
    const wrong = 'has nothing to push, since no tag rule applies to this event';
    const cure = 'add a rule for it, or write push: auto';
    return push === 'true' ? [{ input: 'push', value: 'true', wrong, cure }] : [];
}
function withRegistry(login, images) {
    return { ...login, registry: login.registry ?? images[0]?.registry ?? 'docker.io' };
}
/** GitHub's registry takes any user name with a token; elsewhere both are needed. */
function complete(login, context) {
    const username = login.username === '' && login.registry === 'ghcr.io' ? context.actor : login.username;
    if (login.password === undefined || username === '')
        return [];
    return [{ registry: login.registry, username, password: login.password }];
}
/** ghcr.io needs no secret of the user's: the job's own token does. */
function githubLogin(inputs, context, registries, given) {
    const wanted = registries.includes('ghcr.io') && !given.some((login) => login.registry === 'ghcr.io');
    if (!wanted || inputs.githubToken === undefined || context.actor === '')
        return [];
    return [{ registry: 'ghcr.io', username: context.actor, password: inputs.githubToken }];
}
function emptyPasswords(typed) {
    return typed
        .filter((login) => login.password === undefined || login.username === '')
        .map((login) => ({
        input: login.password === undefined ? 'password' : 'username',
        value: '',
        wrong: `is not enough for ${login.registry}, and \`push\` is true`,
        cure: 'check that the secret exists and that this event may read it, or write push: auto',
    }));
}
function missingReason(missing, typed) {
    const half = typed.find((login) => missing.includes(login.registry));
    if (half?.password === undefined && half !== undefined)
        return `the password for ${half.registry} is empty`;
    if (half !== undefined)
        return `the user name for ${half.registry} is empty`;
    const cure = missing.every((registry) => registry === 'ghcr.io')
        ? 'leave `github-token` as it is and give the job `packages: write`'
        : 'set `username` and `password`';
    return `there is no login for ${missing.join(', ')}; ${cure}`;
}
function no(because, logins = []) {
    return { publish: { run: false, because }, logins, problems: [] };
}

;// CONCATENATED MODULE: ./build/plan/reproducible.js
/** The time is that of the environment, else that of the commit. */
function planReproducible(inputs, facts, { commitDate }) {
    if (!inputs.reproducible || inputs.stage === 'metadata')
        return { epoch: undefined, problems: [] };
    const problems = [...attested('provenance', inputs.provenance), ...attested('sbom', inputs.sbom)];
    const ofCommit = commitDate.kind === 'known' ? Date.parse(commitDate.value) / 1000 : Number.NaN;
    const epoch = facts.sourceDateEpoch ?? ofCommit;
    if (Number.isFinite(epoch))
        return { epoch: Math.floor(epoch), problems };
    // Beside other problems nobody has asked yet.
    if (commitDate.kind === 'not-asked')
        return { epoch: undefined, problems };
    const wrong = "needs the commit's date, which nobody knows";
    const cure = "add actions/checkout before this step, or set SOURCE_DATE_EPOCH in the step's environment";
    return { epoch: undefined, problems: [...problems, { input: 'reproducible', value: 'true', wrong, cure }] };
}
/** An attestation holds the time of its build, and its digest is part of the image's. */
function attested(input, { kind }) {
    if (kind !== 'set')
        return [];
    return [
        {
            input,
            wrong: 'is another for each build, and so is the digest of an image that has one',
            cure: 'remove it, or reproducible: true',
        },
    ];
}

// EXTERNAL MODULE: ./build/plan/route.js
var plan_route = __nccwpck_require__(5259);
;// CONCATENATED MODULE: ./build/plan/scope.js
/** The values of docker/metadata-action's global expressions; conditions are true and false, so that `{{#if}}` works. */
function scopeOf(context, facts, history) {
    const { event } = context;
    const branch = event.kind === 'branch' || event.kind === 'schedule' ? event.branch : '';
    // GitHub schedules the default branch only, and says nothing else about it.
    const isDefault = event.kind === 'schedule' || (branch !== '' && branch === context.defaultBranch);
    return {
        values: {
            branch,
            tag: event.kind === 'tag' ? event.tag : '',
            sha: context.shortRevision,
            base_ref: 'base' in event ? event.base : '',
            is_default_branch: isDefault,
            is_not_default_branch: !isDefault,
        },
        now: facts.now,
        commitDate: history.commitDate.kind === 'known' ? history.commitDate.value : facts.now,
    };
}

;// CONCATENATED MODULE: ./build/plan/sign.js
/** Asked for by `sign` or by a key. What is not pushed has no place for a signature. */
function planSign({ sign, signKey, stage }, facts, pushes) {
    if (!sign && signKey === undefined)
        return sign_no('`sign` is false');
    if (stage === 'build')
        return sign_no('the job with `stage: publish` signs what it joins');
    if (!pushes)
        return { ...sign_no('nothing is pushed'), notes: ['Not signed: nothing is pushed'] };
    const problems = [...toolProblem(facts), ...(signKey === undefined ? identityProblem(facts) : [])];
    if (signKey === undefined)
        return { sign: { run: true, with: { kind: 'identity' } }, problems, notes: [] };
    // A key that a service holds is named by a URI; any other is the text of a key file.
    const isName = /^[a-z][a-z0-9]*:\/\/\S+$/.test(signKey.reveal());
    const file = { path: `${facts.runFolder}/sign.key`, content: signKey };
    return {
        sign: { run: true, with: isName ? { kind: 'name', name: signKey } : { kind: 'file', file } },
        problems,
        notes: [],
    };
}
function sign_no(because) {
    return { sign: { run: false, because }, problems: [], notes: [] };
}
function toolProblem({ cosign }) {
    if (cosign)
        return [];
    const cure = 'put sigstore/cosign-installer before this step';
    return [{ input: 'sign', wrong: 'needs cosign 3 or newer, which is not on this runner', cure }];
}
/** Without a key it is the job's own identity that signs. */
function identityProblem({ identity }) {
    if (identity)
        return [];
    const cure = 'give the job `permissions: id-token: write`, or set `sign-key`';
    return [{ input: 'sign', value: 'true', wrong: "needs the job's identity, which it may not ask for", cure }];
}

// EXTERNAL MODULE: ./build/plan/stages.js
var stages = __nccwpck_require__(4871);
;// CONCATENATED MODULE: ./build/language/patterns.js
/** Regular expressions of users, by RE2: their time grows with the text alone, so none can run for minutes. */
/** What JavaScript knows and RE2 does not: looking ahead and behind, and back references. */
const endless = /\(\?<?[=!]|\\[1-9]|\\k</;
/** Finds what is wrong with a pattern before it is needed, without the library. */
function checkPattern(text) {
    const { body, flags } = split(text);
    const unknown = [...flags].find((flag) => !'imsgu'.includes(flag));
    if (unknown !== undefined)
        return { wrong: `has the flag "${unknown}", which is not one of i, m, s, g, u`, cure: 'leave it out' };
    if (endless.test(body))
        return {
            wrong: 'looks around or back, which can run without end',
            cure: 'take the wanted part with (…) and `group`',
        };
    try {
        new RegExp(body);
        return undefined;
    }
    catch (error) {
        return { wrong: `is not a regular expression: ${error instanceof Error ? error.message : String(error)}` };
    }
}
/** Makes the matcher of `expression` or `/expression/flags`, as docker/metadata-action takes it. */
async function compilePattern(text) {
    const { body, flags } = split(text);
    const { RE2JS } = await __nccwpck_require__.e(/* import() */ 475).then(__nccwpck_require__.bind(__nccwpck_require__, 2856));
    const bits = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL };
    const set = [...flags].reduce((sum, flag) => sum | (bits[flag] ?? 0), 0);
    try {
        const compiled = RE2JS.compile(RE2JS.translateRegExp(body), set);
        return (subject) => groups(compiled.matcher(subject), flags.includes('g'));
    }
    catch (error) {
        return { wrong: `is not a regular expression of RE2: ${error instanceof Error ? error.message : String(error)}` };
    }
}
function split(text) {
    const parts = /^\/(?<body>.+)\/(?<flags>\w*)$/.exec(text)?.groups;
    return { body: parts?.['body'] ?? text, flags: parts?.['flags'] ?? '' };
}
/** With the flag g, JavaScript's `match` gives all matches in the groups' place. */
function groups(matcher, all) {
    const found = [];
    while ((all || found.length === 0) && matcher.find()) {
        const last = all ? 0 : matcher.groupCount();
        for (let index = 0; index <= last; index += 1)
            found.push(matcher.group(index) ?? undefined);
    }
    return found.length === 0 ? undefined : found;
}

;// CONCATENATED MODULE: ./build/language/versions.js
/** Versions as people tag them: semver.org with one or two parts allowed, and PEP 440. Each library is loaded when needed. */
async function loadVersions(scheme) {
    return scheme === 'semver' ? loadSemver() : loadPep440();
}
/** Compares two texts, which may have a variant's suffix behind them; undefined when one of them is no version. */
async function compareVersions(scheme, a, b) {
    const versions = await loadVersions(scheme);
    const [left, right] = [versions.read(a), versions.read(b)];
    return left === undefined || right === undefined ? undefined : versions.compare(left, right);
}
async function loadSemver() {
    const { default: parse } = await Promise.all(/* import() */[__nccwpck_require__.e(163), __nccwpck_require__.e(353)]).then(__nccwpck_require__.t.bind(__nccwpck_require__, 6353, 19));
    const { default: compare } = await Promise.all(/* import() */[__nccwpck_require__.e(163), __nccwpck_require__.e(469)]).then(__nccwpck_require__.t.bind(__nccwpck_require__, 8469, 19));
    const full = ({ version }) => [...version.split('.'), '0', '0'].slice(0, 3).join('.');
    return {
        read(text) {
            const parsed = parse(text.trim());
            if (parsed === null)
                return partial(text.trim());
            const { version, major, minor, patch } = parsed;
            const prerelease = parsed.prerelease.map(String);
            const build = [...parsed.build];
            return {
                scheme: 'semver',
                raw: text,
                version,
                major,
                minor,
                patch,
                prerelease,
                build,
                special: prerelease.length > 0,
            };
        },
        compare: (a, b) => compare(a.patch === undefined ? full(a) : a.version, b.patch === undefined ? full(b) : b.version),
    };
}
/** `v1.2` and `v1` are no semantic versions, but people tag them and mean what they say. */
function partial(text) {
    const parts = /^v?(?<version>(?<major>0|[1-9]\d{0,15})(?:\.(?<minor>0|[1-9]\d{0,15}))?)$/.exec(text)?.groups;
    if (parts === undefined)
        return undefined;
    const minor = parts['minor'];
    return {
        scheme: 'semver',
        raw: text,
        version: parts['version'] ?? '',
        major: Number(parts['major']),
        minor: minor === undefined ? undefined : Number(minor),
        patch: undefined,
        prerelease: [],
        build: [],
        special: false,
    };
}
async function loadPep440() {
    const { clean, compare, explain, major, minor, patch } = await __nccwpck_require__.e(/* import() */ 687).then(__nccwpck_require__.bind(__nccwpck_require__, 9687));
    return {
        read(text) {
            const version = clean(text.trim());
            const facts = version === null ? null : explain(version);
            if (version === null || facts === null)
                return undefined;
            return {
                scheme: 'pep440',
                raw: text,
                version,
                major: major(version),
                minor: minor(version),
                patch: patch(version),
                prerelease: [],
                build: [],
                special: facts.is_prerelease || facts.is_postrelease || facts.is_devrelease,
            };
        },
        compare: (a, b) => compare(a.version, b.version),
    };
}

;// CONCATENATED MODULE: ./build/plan/tag-lines.js
/** Lines of versions: which git tags stand under one image tag, and which of them is the highest. */



/** Makes the reader of a rule. The first group of `match`, a regular expression, is the version; empty takes all. */
async function versionReader(scheme, match) {
    const versions = await loadVersions(scheme);
    const pattern = match === '' ? undefined : await checkedPattern(match);
    const part = (gitTag) => pattern?.(gitTag)?.[1];
    const parse = (text) => versions.read(text.replaceAll('/', '-'));
    const reader = {
        versions,
        // As in docker/metadata-action, a tag that does not match is taken as it is.
        read: (gitTag) => parse(part(gitTag) ?? gitTag),
        alike(gitTag) {
            if (part(gitTag) === undefined)
                return reader;
            return { ...reader, read: (other) => (part(other) === undefined ? undefined : reader.read(other)) };
        },
    };
    return reader;
}
/** Makes a matcher. Rejects with an ExpressionError for the few patterns that only RE2 refuses. */
async function checkedPattern(text) {
    const pattern = await compilePattern(text);
    if (typeof pattern === 'function')
        return pattern;
    throw new ExpressionError(pattern.wrong, pattern.cure);
}
/** Makes the function that gives a version's image tag. */
async function lineName(pattern, scope) {
    const template = await compile(pattern);
    return (version) => {
        if (lacks(version, pattern))
            return '';
        return template({ ...scope, values: partsOf(version) });
    };
}
/** Whether no other version can have the same image tag, so that it belongs to this one for good. */
function isFull(name, version) {
    const own = name(version);
    const others = [
        { ...version, patch: (version.patch ?? 0) + 1, ...renamed(version) },
        { ...version, minor: (version.minor ?? 0) + 1, ...renamed(version) },
        { ...version, major: version.major + 1, ...renamed(version) },
        // PEP 440 has versions of more parts, such as 1.2.3.5, which no pattern of three tells apart.
        ...(/^(?:\d+!)?\d+(?:\.\d+){3}/.test(version.version) ? [{ ...version, ...renamed(version) }] : []),
    ];
    return others.every((other) => name(other) !== own);
}
/** The highest plain release among git tags whose image tag is the same as `version`'s, or undefined. */
function highestOf(gitTags, reader, name, line) {
    let highest;
    for (const gitTag of gitTags) {
        const version = reader.read(gitTag);
        if (version === undefined || version.special || name(version) !== line)
            continue;
        if (highest === undefined || reader.versions.compare(version, highest) > 0)
            highest = { ...version, raw: gitTag };
    }
    return highest;
}
function renamed(version) {
    return { raw: `${version.raw}.other`, version: `${version.version}.other` };
}
/** `1.2` has no patch, and a tag with a hole in it would be wrong. */
function lacks(version, pattern) {
    const named = (part) => new RegExp(`\\{\\{[^}]*\\b${part}\\b`).test(pattern);
    return (version.minor === undefined && named('minor')) || (version.patch === undefined && named('patch'));
}
function partsOf(version) {
    const { raw, version: clean, major, minor, patch, prerelease, build } = version;
    return { raw, version: clean, major, minor, patch, prerelease, build };
}

;// CONCATENATED MODULE: ./build/plan/tag-candidates.js
/** One rule x the facts of a run -> the text of a tag, or nothing, or a problem. */


const none = { kind: 'none' };
const ofHistory = { kind: 'commit', ofRef: false };
const ofRef = { kind: 'commit', ofRef: true };
const tag_candidates_no = { kind: 'no' };
/** Works a rule out. Expressions that fail only now, with this run's values, are problems too. */
async function evaluate(rule, ground) {
    try {
        const enabled = (await render(rule.enable, ground.scope)).trim();
        if (enabled === 'false')
            return none;
        if (enabled !== 'true')
            return refused(rule, `enable=${rule.enable}`, `gives "${enabled}" and not true or false`);
        return await byType(rule, ground);
    }
    catch (error) {
        if (error instanceof ExpressionError)
            return refused(rule, `type=${rule.type}`, error.message, error.cure);
        throw error;
    }
}
async function byType(rule, ground) {
    const { context, scope } = ground;
    const { event } = context;
    switch (rule.type) {
        case 'schedule':
            return event.kind === 'schedule' ? plain(rule, await render(rule.pattern, scope), ofRef) : none;
        case 'semver':
        case 'pep440':
            return versionTag(rule, ground);
        case 'match':
            return matchTag(rule, ground);
        case 'edge':
            return isEdge(rule, context) ? plain(rule, 'edge', ofRef) : none;
        case 'ref':
            return refTag(rule, ground);
        case 'raw':
            return plain(rule, await render(rule.value, scope), ofHistory);
        case 'sha':
            return shaTag(rule, context);
    }
}
function plain(rule, text, order, latest = tag_candidates_no, heldBack) {
    if (text === '')
        return none;
    return { kind: 'candidate', candidate: { rule, text, order, latest, ...(heldBack !== undefined && { heldBack }) } };
}
function isEdge({ branch }, { event, defaultBranch }) {
    const wanted = branch === '' ? defaultBranch : branch;
    return event.kind === 'branch' && event.branch !== '' && event.branch === wanted;
}
/** A scheduled run builds a commit that has its own tag already; moving branch or commit tags then would be an accident. */
function shaTag(rule, { event, revision, shortRevision }) {
    if (event.kind === 'schedule')
        return none;
    return plain(rule, rule.format === 'long' ? revision : shortRevision, { kind: 'fixed' });
}
async function refTag(rule, ground) {
    const { event } = ground.context;
    switch (rule.event) {
        case 'branch':
            return event.kind === 'branch' ? plain(rule, event.branch, ofRef) : none;
        case 'pr': {
            const number = event.kind === 'pull-request' || event.kind === 'merge-group' ? event.number : undefined;
            return number === undefined ? none : plain(rule, String(number), ofRef);
        }
        case 'tag':
            if (event.kind !== 'tag')
                return none;
            return plain(rule, event.tag, { kind: 'fixed' }, await latestOfText(event.tag, (gitTag) => gitTag, ground));
    }
}
async function versionTag(rule, ground) {
    const text = await subject(rule.value, ground);
    if (text === undefined)
        return none;
    const reader = await versionReader(rule.type, rule.match);
    const version = reader.read(text);
    if (version === undefined)
        return { kind: 'no-version', rule, text };
    if (version.special) {
        const name = isOnly(rule.pattern, 'raw') ? version.raw : version.version;
        return plain(rule, name, { kind: 'fixed' }, release(version, notARelease(version)));
    }
    const name = await lineName(rule.pattern, ground.scope);
    const line = reader.alike(text);
    const latest = release(version, higher(ground.history, line, everyVersion, version));
    if (isFull(name, version))
        return plain(rule, name(version), { kind: 'fixed' }, latest);
    return plain(rule, name(version), orderOf(version), latest, higher(ground.history, line, name, version));
}
async function matchTag(rule, ground) {
    const subjectText = await subject(rule.value, ground);
    if (subjectText === undefined)
        return none;
    const pattern = await checkedPattern(rule.pattern);
    const part = (gitTag) => pattern(gitTag)?.[rule.group];
    const groups = pattern(subjectText)?.length ?? 0;
    if (groups > 0 && rule.group >= groups) {
        const wrong = `asks for a group that ${rule.pattern} does not have`;
        return refused(rule, `group=${rule.group}`, wrong, 'write 0 for the whole match, 1 for the first (…)');
    }
    const text = part(subjectText);
    if (text === undefined)
        return { kind: 'no-version', rule, text: subjectText };
    const latest = await latestOfText(subjectText, part, ground);
    const plainReader = await versionReader('semver', '');
    const reader = await packageReader('semver', subjectText);
    const version = reader.read(subjectText) ?? plainReader.read(text);
    if (version === undefined || version.version === text || version.raw === text)
        return plain(rule, text, version === undefined || version.patch === undefined ? ofHistory : { kind: 'fixed' }, latest);
    const name = ({ raw }) => part(raw) ?? '';
    // `v(\d+)` makes `2` of v2.1.0-rc.1, and `2` is no prerelease's.
    if (version.special && plainReader.read(text)?.special === false)
        return plain(rule, text, orderOf(version), latest, notARelease(version));
    return plain(rule, text, orderOf(version), latest, higher(ground.history, reader, name, version));
}
/** What a version rule works on: its `value`, else the git tag; undefined when there is neither. */
async function subject(value, { context, scope }) {
    if (value !== '')
        return render(value, scope);
    return context.event.kind === 'tag' ? context.event.tag : undefined;
}
/** `latest` of a git tag that no version rule reads: by version where it is one, else by history. */
async function latestOfText(gitTag, part, { history }) {
    for (const scheme of ['semver', 'pep440']) {
        const whole = await packageReader(scheme, gitTag);
        const { versions } = whole;
        // The whole git tag where it is a version, since a part such as 1.4 does not tell 1.4.2 from 1.4.9.
        const isWhole = part(gitTag) !== undefined && whole.read(gitTag) !== undefined;
        const read = (tag) => {
            const text = part(tag);
            if (text === undefined)
                return undefined;
            return isWhole ? whole.read(tag) : versions.read(text.replaceAll('/', '-'));
        };
        const version = read(gitTag);
        if (version === undefined)
            continue;
        if (version.special)
            return release(version, notARelease(version));
        return release(version, higher(history, { ...whole, read }, everyVersion, version));
    }
    return plainLatest(gitTag, history);
}
/** Where releases have versions, a git tag without one is no release that `latest` could follow. */
async function plainLatest(gitTag, { gitTags }) {
    if (gitTags.kind !== 'known')
        return { kind: 'plain' };
    const reader = await versionReader('semver', '');
    const full = gitTags.value.filter((other) => reader.read(other)?.patch !== undefined);
    const highest = highestOf(full, reader, everyVersion, 'latest');
    if (highest === undefined)
        return { kind: 'plain' };
    return { kind: 'plain', heldBack: `${gitTag} is no version, and ${highest.raw} is the highest release` };
}
/** What a git tag itself says about `latest`, for rules that do not read it. */
async function latestOfEvent(ground) {
    const { event } = ground.context;
    return event.kind === 'tag' ? latestOfText(event.tag, (gitTag) => gitTag, ground) : tag_candidates_no;
}
/**
 * The reader for a git tag that may begin with the name of a package: `app-v1.2.3` stands in one line with all tags of
 * `app-`, and with no others.
 */
async function packageReader(scheme, gitTag) {
    const plainReader = await versionReader(scheme, '');
    const prefix = /^(.*?[^0-9A-Za-z.])v?\d+(?:\.\d+)+/.exec(gitTag)?.[1];
    if (prefix === undefined || plainReader.read(gitTag) !== undefined)
        return plainReader;
    const read = (tag) => {
        const version = tag.startsWith(prefix) ? plainReader.read(tag.slice(prefix.length)) : undefined;
        return version === undefined ? undefined : { ...version, raw: tag };
    };
    return { ...plainReader, read };
}
const everyVersion = () => 'latest';
function notARelease({ raw }) {
    return `${raw} is not a plain release`;
}
/** Why a tag of this line is another version's; undefined when this version may have it, or nobody knows. */
function higher({ gitTags }, reader, name, version) {
    if (gitTags.kind !== 'known')
        return undefined;
    // Beside 1.2.3 a bare number is a date or the number of a build, and no version that is higher than all others.
    const rivals = /^\d+$/.test(version.raw) ? gitTags.value : gitTags.value.filter((gitTag) => !/^\d+$/.test(gitTag));
    const highest = highestOf(rivals, reader, name, name(version));
    if (highest === undefined || reader.versions.compare(highest, version) <= 0)
        return undefined;
    return name === everyVersion ? `${highest.raw} is the highest release` : `${highest.raw} is higher`;
}
function orderOf(version) {
    return { kind: 'version', scheme: version.scheme, version: version.version };
}
function release(version, heldBack) {
    return { kind: 'release', order: orderOf(version), ...(heldBack !== undefined && { heldBack }) };
}
function refused(rule, value, wrong, cure) {
    const input = rule.line === 0 ? 'tags' : `tags (line ${rule.line})`;
    return { kind: 'problem', problem: { input, value, wrong, ...(cure !== undefined && { cure }) } };
}

;// CONCATENATED MODULE: ./build/plan/tags.js
/** Tag rules x facts of the run -> tags. Pure; every rule that gives no tag is simply not for this event. */





/** Says what must be asked before `planTags`, so that ordinary pushes ask nothing. */
function wantsOf({ tagRules, flavor, labels, annotations, reproducible }, { event }) {
    const versions = tagRules.some((rule) => 'value' in rule && rule.type !== 'raw' && rule.value !== '');
    const texts = JSON.stringify([tagRules, flavor, labels, annotations]);
    return {
        gitTags: event.kind === 'tag' || versions,
        commitDate: texts.includes('commit_date') || reproducible,
    };
}
const noAffixes = { prefix: '', suffix: '' };
/**
 * Applies the rules in their order; every image name gets every tag, full names stay as they are. Which tags come out
 * does not depend on the order of rules that have one priority.
 */
async function planTags(inputs, context, facts, history) {
    const scope = scopeOf(context, facts, history);
    const rules = inputs.tagRules.filter((rule) => rule.type !== 'full');
    const evaluations = await Promise.all(rules.map((rule) => evaluate(rule, { context, scope, history })));
    const evaluated = evaluations.flatMap((item) => (item.kind === 'candidate' ? item.candidate : []));
    const release = releaseOf(evaluated, await latestOfEvent({ context, scope, history }));
    const candidates = followingVersions(evaluated, release);
    const readings = await Promise.all(candidates.map((candidate) => nameOf(candidate, inputs.flavor, scope)));
    const named = readings.flatMap((reading) => ('name' in reading ? reading : []));
    const latest = await latestOf(candidates, named, release, inputs.flavor, scope);
    const names = merged([...named, ...latest.flatMap((reading) => ('name' in reading ? reading : []))]);
    const full = inputs.tagRules.filter((rule) => rule.type === 'full');
    const tags = inputs.images.flatMap((image) => names.filter(({ heldBack }) => heldBack === undefined).map(({ name, order }) => makeTag(image, name, order)));
    const heldBack = inputs.images.flatMap((image) => names.flatMap(({ name, order, heldBack: because }) => because === undefined ? [] : { tag: makeTag(image, name, order), because }));
    const main = names.find(({ heldBack: because }) => because === undefined);
    const given = [...tags, ...full.map(({ image, tag }) => makeTag(image, tag, { kind: 'commit', ofRef: false }))];
    return {
        // A full name is a tag like any other: what the rules hold back is not pushed by it.
        tags: distinct(given.filter(({ reference }) => !heldBack.some(({ tag }) => tag.reference === reference))),
        heldBack,
        notes: [...unknownVersions(names, history.gitTags, inputs.stage), ...unreadValues(evaluations)],
        mainTag: main?.name ?? full[0]?.tag ?? '',
        mainAffixes: main?.affixes ?? noAffixes,
        problems: [
            ...evaluations.flatMap((item) => (item.kind === 'problem' ? item.problem : [])),
            ...[...readings, ...latest].flatMap((reading) => ('name' in reading ? [] : reading)),
            ...noVersion(evaluations, context),
        ],
    };
}
async function nameOf(candidate, flavor, scope) {
    const { rule, text, order, heldBack } = candidate;
    const input = rule.line === 0 ? 'tags' : `tags (line ${rule.line})`;
    try {
        const affixes = await affixesOf(rule, flavor, scope);
        const name = cleanTag(`${affixes.prefix}${text}${affixes.suffix}`);
        if (name !== undefined)
            return { name, order, affixes, ...(heldBack !== undefined && { heldBack }) };
    }
    catch (error) {
        return problemOf(error, input, text);
    }
    const cure = 'rename it, or write `tags` without the rule that uses it';
    return { input, value: text, wrong: 'leaves no letter or digit for a tag', cure };
}
/** What an expression says with this run's values only; anything else is a fault of ours. */
function problemOf(error, input, value) {
    if (!(error instanceof ExpressionError))
        throw error;
    return { input, value, wrong: error.message, ...(error.cure !== undefined && { cure: error.cure }) };
}
/** A rule's own prefix or suffix takes the place of the flavor's, also when it is empty. */
async function affixesOf(rule, flavor, scope) {
    const prefix = rule.prefix ?? builtInPrefix(rule) ?? flavor.prefix;
    return { prefix: await render(prefix, scope), suffix: await render(rule.suffix ?? flavor.suffix, scope) };
}
function builtInPrefix(rule) {
    if (rule.type === 'sha')
        return 'sha-';
    return rule.type === 'ref' && rule.event === 'pr' ? 'pr-' : undefined;
}
/**
 * The tag `latest`, when the flavor or the rules with the highest priority ask for it. On a release it follows the
 * versions, whoever asks for it: no backport and no prerelease takes it.
 */
async function latestOf(candidates, named, wish, flavor, scope) {
    const name = await latestName(flavor, scope);
    if (typeof name !== 'string')
        return candidates.length > 0 ? [name] : [];
    const asked = named.some((tag) => tag.name === name) || wantsLatest(candidates, flavor);
    if (!asked)
        return [];
    if (wish === undefined)
        return [
            {
                name,
                order: { kind: 'commit', ofRef: false },
                affixes: noAffixes,
                ...heldBackPlain(candidates, named, name, flavor),
            },
        ];
    return [
        { name, order: wish.order, affixes: noAffixes, ...(wish.heldBack !== undefined && { heldBack: wish.heldBack }) },
    ];
}
/** What nobody wrote is not given to a git tag that is no version. */
function heldBackPlain(candidates, named, name, { latest }) {
    if (latest === 'true' || named.some((tag) => tag.name === name))
        return {};
    const heldBack = candidates.flatMap((candidate) => candidate.latest.kind === 'plain' ? candidate.latest.heldBack : []);
    return heldBack[0] === undefined ? {} : { heldBack: heldBack[0] };
}
async function latestName(flavor, scope) {
    const [prefix, suffix] = [flavor.prefixOnLatest ? flavor.prefix : '', flavor.suffixOnLatest ? flavor.suffix : ''];
    try {
        return cleanTag(`${await render(prefix, scope)}latest${await render(suffix, scope)}`) ?? 'latest';
    }
    catch (error) {
        return problemOf(error, 'flavor', `${prefix}latest${suffix}`);
    }
}
/**
 * What this run is a release of: as its rules read the git tag, else as the tag itself says. Where rules disagree the
 * one that holds `latest` back wins, whatever their order.
 */
function releaseOf(candidates, own) {
    const read = candidates.flatMap(({ latest }) => (latest.kind === 'release' ? latest : []));
    const wishes = read.length > 0 || own.kind !== 'release' ? read : [own];
    return wishes.find(({ heldBack }) => heldBack !== undefined) ?? wishes[0];
}
/** A raw `latest` with a prefix or suffix of its own is a `latest` too. */
function followingVersions(candidates, wish) {
    return candidates.map((candidate) => {
        if (wish === undefined || candidate.rule.type !== 'raw' || candidate.text !== 'latest')
            return candidate;
        return { ...candidate, order: wish.order, ...(wish.heldBack !== undefined && { heldBack: wish.heldBack }) };
    });
}
function wantsLatest(candidates, { latest }) {
    if (latest !== 'auto')
        return latest === 'true' && candidates.length > 0;
    const top = Math.max(...candidates.map(({ rule }) => rule.priority));
    return candidates.some(({ rule, latest: wish }) => rule.priority === top && wish.kind !== 'no');
}
const strictness = ['version', 'fixed', 'commit'];
/** One entry a name: versions decide before anything else, then what is fixed, and one reason to hold it back is enough. */
function merged(named) {
    const byName = new Map();
    for (const tag of named) {
        const known = byName.get(tag.name);
        if (known === undefined)
            byName.set(tag.name, tag);
        else
            byName.set(tag.name, stricter(known, tag));
    }
    return [...byName.values()];
}
function stricter(a, b) {
    const order = strictness.indexOf(a.order.kind) <= strictness.indexOf(b.order.kind) ? a.order : b.order;
    const heldBack = a.heldBack ?? b.heldBack;
    return { name: a.name, order, affixes: a.affixes, ...(heldBack !== undefined && { heldBack }) };
}
function unknownVersions(names, gitTags, stage) {
    const moving = names.filter(({ order, heldBack }) => order.kind === 'version' && heldBack === undefined);
    const judged = moving.map(({ name }) => name);
    if (gitTags.kind !== 'unknown' || judged.length === 0)
        return [];
    const one = judged.length === 1;
    const fate = stage === 'metadata'
        ? `${one ? 'is' : 'are'} given without a look at higher versions`
        : `${one ? 'moves' : 'move'} unless the image shown now has a higher version`;
    return [`${judged.join(', ')} ${fate}: nobody says which versions exist (${gitTags.because})`];
}
/** A value that is written but no version: docker/metadata-action warns and goes on, and so does a push to a branch here. */
function unreadValues(evaluations) {
    return evaluations.flatMap((item) => item.kind === 'no-version' && 'value' in item.rule && item.rule.value !== ''
        ? `Line ${item.rule.line} of tags gives no tag: ${item.text} ${unread(item.rule)}`
        : []);
}
/** The rest of a sentence that starts with the text. */
function unread(rule) {
    return rule.type === 'match' ? `is not matched by ${rule.pattern}` : `is no version that type=${rule.type} can read`;
}
/** A git tag that no rule for versions can read would give an image without its version, and nobody would notice. */
function noVersion(evaluations, { event }) {
    const failed = evaluations.flatMap((item) => (item.kind === 'no-version' ? item : []));
    const found = evaluations.some((item) => item.kind === 'candidate' && readsGitTag(item.candidate));
    const first = failed[0];
    if (first === undefined || found || event.kind !== 'tag')
        return [];
    const { rule, text } = first;
    return [
        {
            input: rule.line === 0 ? 'tags' : `tags (line ${rule.line})`,
            value: text,
            wrong: unread(rule),
            cure: 'tag a version such as v1.2.3, add a rule such as type=ref,event=tag, or start the workflow for version tags only',
        },
    ];
}
function readsGitTag({ rule }) {
    return ['semver', 'pep440', 'match'].includes(rule.type) || (rule.type === 'ref' && rule.event === 'tag');
}
function makeTag(image, name, order) {
    return { image, name, reference: `${(0,plan_names/* displayName */.QC)(image)}:${name}`, order };
}
function distinct(tags) {
    return tags.filter((tag, index) => tags.findIndex(({ reference }) => reference === tag.reference) === index);
}

;// CONCATENATED MODULE: ./build/plan/test.js

/** The named stage, else the stage `test` when the Dockerfile has one. Why there is no test is said in the summary. */
function planTest(inputs, dockerfile) {
    const wish = inputs.testTarget;
    switch (wish.kind) {
        case 'none':
            return test_no('`test-target` is none');
        case 'stage':
            return {
                test: { run: true, target: wish.name },
                problems: (0,stages/* stageProblem */.O)('test-target', wish.name, dockerfile),
            };
        case 'default':
            return byName(dockerfile);
    }
}
function byName(dockerfile) {
    if (dockerfile.kind === 'missing')
        return test_no('there is no Dockerfile');
    if (dockerfile.kind === 'remote')
        return test_no('the build context is remote; name its test stage in `test-target`');
    const found = dockerfile.stages.some((stage) => stage.name === 'test');
    return found ? { test: { run: true, target: 'test' }, problems: [] } : test_no('the Dockerfile has no stage named test');
}
function test_no(because) {
    return { test: { run: false, because }, problems: [] };
}

;// CONCATENATED MODULE: ./build/plan/plan.js
/** Inputs x Context x Facts x History -> Plan: everything that can be decided before work starts. */


















/** Makes the plan. It is complete also when there are problems, so that all of them can be told at once. */
async function makePlan(inputs, context, facts, history) {
    const tagging = await planTags(inputs, context, facts, history);
    const testing = planTest(inputs, facts.dockerfile);
    const { route, problems: routeProblems } = (0,plan_route/* planRoute */.Z5)(inputs, facts);
    const publishing = planPublish(inputs, context, facts, tagging);
    const pushesTags = publishing.publish.run && tagging.tags.length > 0;
    const loads = route.kind === 'builder' && !pushesTags;
    const gating = planGates(inputs, context, facts, testing.test, { route, loads });
    const base = isBuilt(inputs) ? facts.base : undefined;
    const { epoch, problems: epochProblems } = planReproducible(inputs, facts, history);
    const timed = epoch === undefined ? facts : { ...facts, sourceDateEpoch: epoch };
    const marking = await planMarks({ inputs, context, facts: timed, history, base, version: tagging.mainTag });
    const { labels, annotations } = marking;
    const named = [...tagging.tags, ...tagging.heldBack.map(({ tag }) => tag)];
    const names = [...new Map(named.map((tag) => [`${tag.image.registry}/${tag.image.repository}`, tag.image])).values()];
    const name = named[0]?.image ?? inputs.images[0] ?? { registry: 'local', repository: 'image' };
    const pushes = publishing.publish.run;
    const { publish } = publishing;
    const joining = planParts(inputs, context, facts, { publish, tags: tagging.tags, mainTag: tagging.mainTag });
    const signing = planSign(inputs, facts, pushesTags);
    const deploying = (0,plan_deploy/* planDeploy */.bJ)(inputs, context, facts, { publish, names });
    const cache = planCache({
        inputs,
        context,
        facts,
        name,
        test: testing.test,
        pushes,
        route,
        epoch,
        tags: tagging.tags,
    });
    const keeping = planCacheMounts({ inputs, context, facts, name, route });
    const cacheFrom = cache.read.run ? cache.read.from : { final: [], test: [] };
    const build = (0,plan_build/* planBuild */.C7)({
        inputs,
        context,
        facts,
        // Whoever says the digest need not be told it.
        base: inputs.labels.some(({ key }) => key === baseDigestKey) ? undefined : base,
        test: testing.test,
        gates: gating.gates,
        labels,
        annotations,
        cacheFrom,
        inlineCache: cache.inline,
        route,
        epoch,
        names: pushesTags ? names : [],
    });
    const plan = {
        version: 1,
        stage: inputs.stage,
        context,
        names,
        tags: tagging.tags,
        heldBack: tagging.heldBack,
        notes: [
            ...tagging.notes,
            ...(isBuilt(inputs) ? [...gating.notes, ...keeping.notes] : []),
            ...(0,plan_route/* routeNotes */.tv)(route),
            ...signing.notes,
        ],
        mainTag: tagging.mainTag,
        mainAffixes: tagging.mainAffixes,
        labels,
        annotations,
        logins: publishing.logins,
        build,
        test: testing.test,
        gates: gating.gates,
        cacheRead: cache.read,
        cacheWrite: cache.write,
        cacheMounts: keeping.mounts,
        publish,
        sign: signing.sign,
        deploy: deploying.deploy,
        recipe: planRecipe({
            inputs,
            context,
            facts,
            tags: tagging.tags,
            labels,
            annotations,
            gates: gating.gates,
            pushes: pushesTags,
        }),
        parts: joining.parts,
        fingerprints: agreedInputs(inputs),
    };
    // Nothing is built, so nothing of the build can be wrong.
    const marks = [...tagging.problems, ...marking.problems];
    if (inputs.stage === 'metadata')
        return { plan, problems: marks };
    if (inputs.stage === 'deploy' || inputs.stage === 'rollback')
        return { plan, problems: deploying.problems };
    const publishes = [...joining.problems, ...routeProblems, ...signing.problems, ...marks, ...publishing.problems];
    if (inputs.stage === 'publish')
        return { plan, problems: publishes };
    const stage = inputs.target === undefined ? [] : (0,stages/* stageProblem */.O)('target', inputs.target, facts.dockerfile);
    const problems = [
        ...dockerfileProblems(build.context, facts.dockerfile),
        ...stage,
        ...testing.problems,
        ...gating.problems,
        ...epochProblems,
        ...publishes,
        ...deploying.problems,
    ];
    return { plan, problems: [...problems, ...pathProblems(facts)] };
}
/** Whether this run builds the image; else others do, or have. */
function isBuilt({ stage }) {
    return stage === 'all' || stage === 'build';
}
/** Labels and annotations. An expression that cannot be worked out is a problem of the line that it is in. */
async function planMarks({ inputs, context, facts, history, base, version, }) {
    const scope = scopeOf(context, facts, history);
    const problems = [];
    const expandFor = (input) => async (text, line) => {
        try {
            return await render(text, scope);
        }
        catch (error) {
            if (!(error instanceof ExpressionError))
                throw error;
            const { message, cure } = error;
            problems.push({ input, value: line, wrong: message, ...(cure !== undefined && { cure }) });
            return '';
        }
    };
    const labels = await planLabels({ own: inputs.labels, context, facts, base, version, expand: expandFor('labels') });
    const annotating = await planAnnotations({
        own: inputs.annotations,
        labels,
        indexed: indexed(inputs),
        levels: inputs.annotationLevels,
        recipe: facts.recipe,
        expand: expandFor('annotations'),
    });
    return { labels, annotations: annotating.annotations, problems: [...problems, ...annotating.problems] };
}
function indexed(inputs) {
    if (inputs.stage === 'metadata')
        return 'decided elsewhere';
    // What is joined is an index, but a single image, which has its annotations already.
    if (inputs.stage === 'publish')
        return 'yes';
    return (0,plan_build/* hasIndex */.V6)(inputs) ? 'yes' : 'no';
}
function dockerfileProblems(context, dockerfile) {
    if (dockerfile.kind !== 'missing')
        return [];
    const { path } = dockerfile;
    const checkout = 'add actions/checkout before this step';
    if (dockerfile.emptyWorkspace)
        return [{ input: 'context', value: context, wrong: 'is in an empty workspace', cure: checkout }];
    if (dockerfile.emptyContext)
        return [{ input: 'context', value: context, wrong: 'is not a folder with files in it' }];
    return [
        {
            input: 'file',
            value: path,
            wrong: 'is not there; a Dockerfile is needed',
            cure: 'set `file` to its path in the workspace',
        },
    ];
}
function pathProblems(facts) {
    return facts.missingPaths.map(({ input, path }) => ({ input, value: path, wrong: 'does not exist' }));
}

;// CONCATENATED MODULE: ./build/read/context.js
/**
 * Reduces a run to facts. `env` is the process environment (docs.github.com: default environment variables), `payload`
 * the event file's content. The commit of a pull request is its head, which people know; GitHub's merge commit is not.
 */
function readContext(env, payload) {
    const eventName = env['GITHUB_EVENT_NAME'] ?? 'local';
    const sha = env['GITHUB_SHA'] ?? '';
    const repository = env['GITHUB_REPOSITORY'] ?? 'local/local';
    const serverUrl = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
    const actor = env['GITHUB_ACTOR'] ?? '';
    // Under pull_request_target the base is checked out, and that is what gets built.
    const head = mergesHead.includes(eventName) ? payload.pull_request?.head?.sha : payload.merge_group?.head_sha;
    const revision = head ?? sha;
    return {
        event: readEvent(eventName, env, payload),
        eventName,
        sha,
        revision,
        shortRevision: revision.slice(0, shortLength(env)),
        repository,
        privateRepository: payload.repository?.private ?? true,
        defaultBranch: payload.repository?.default_branch ?? '',
        about: readAbout(repository, serverUrl, payload.repository ?? {}),
        commitDate: readCommitDate(revision, payload),
        serverUrl,
        runUrl: runUrl(env, serverUrl, repository),
        actor,
        trust: readTrust({ eventName, actor, repository }, payload),
    };
}
/** Events for which GitHub checks out the head of a pull request merged with its base. */
const mergesHead = ['pull_request', 'pull_request_review', 'pull_request_review_comment'];
/** docker/metadata-action's variable for `type=sha` and `{{sha}}`. */
function shortLength(env) {
    const length = Number(env['DOCKER_METADATA_SHORT_SHA_LENGTH'] || usualShortLength);
    return Number.isInteger(length) && length > 0 ? length : usualShortLength;
}
const usualShortLength = 7;
function readAbout(repository, serverUrl, told) {
    const license = told.license?.spdx_id ?? '';
    return {
        title: told.name ?? repository.slice(repository.lastIndexOf('/') + 1),
        description: told.description ?? '',
        // GitHub's word for a licence that it does not know; it is no SPDX identifier.
        license: license === 'NOASSERTION' ? '' : license,
        url: told.html_url ?? `${serverUrl}/${repository}`,
    };
}
/** Only pushes tell commits, and `head_commit` of other events may be one that is not built. */
function readCommitDate(revision, { head_commit, commits }) {
    return [head_commit, ...(commits ?? [])].find((commit) => revision !== '' && commit?.id === revision)?.timestamp;
}
function readEvent(name, env, payload) {
    const ref = env['GITHUB_REF'] ?? '';
    const pull = payload.pull_request ?? undefined;
    const number = pull?.number ?? payload.number ?? /^refs\/pull\/(\d+)\//.exec(ref)?.[1];
    if ((pull !== undefined || name.startsWith('pull_request')) && number !== undefined)
        return { kind: 'pull-request', number: Number(number), base: pull?.base?.ref ?? env['GITHUB_BASE_REF'] ?? '' };
    if (payload.merge_group !== undefined && payload.merge_group !== null)
        return mergeGroup(payload.merge_group.head_ref ?? ref, payload.merge_group.base_ref);
    const base = (payload.base_ref ?? '').replace(/^refs\/heads\//, '');
    if (ref.startsWith('refs/tags/'))
        return { kind: 'tag', tag: ref.slice('refs/tags/'.length), base };
    if (payload.release?.tag_name !== undefined)
        return { kind: 'tag', tag: payload.release.tag_name, base };
    const branch = ref.replace(/^refs\/heads\//, '');
    return name === 'schedule' ? { kind: 'schedule', branch } : { kind: 'branch', branch };
}
/** A queue's ref is `refs/heads/gh-readonly-queue/BASE/pr-NUMBER-SHA`. */
function mergeGroup(headRef, baseRef) {
    const number = /\/pr-(\d+)-[0-9a-f]+$/.exec(headRef)?.[1];
    return {
        kind: 'merge-group',
        number: number === undefined ? undefined : Number(number),
        base: (baseRef ?? '').replace(/^refs\/heads\//, ''),
    };
}
/**
 * Whether this run may use rights of the repository. A fork's code decides what its run does, also under
 * `pull_request_target`, whose token could write; Dependabot's runs get a read-only token and no secrets. Whose code an
 * event builds must be said: what a payload leaves out is not trusted.
 */
function readTrust({ eventName, actor, repository }, payload) {
    const pull = payload.pull_request ?? (eventName.startsWith('pull_request') ? {} : undefined);
    const [from, into] = [pull?.head?.repo?.full_name, pull?.base?.repo?.full_name];
    if (pull !== undefined && (from !== into || from !== repository)) {
        return { trusted: false, because: 'pull request from a fork has no right to push' };
    }
    const run = payload.workflow_run ?? (eventName === 'workflow_run' ? {} : undefined);
    if (run !== undefined && run.head_repository?.full_name !== repository) {
        return { trusted: false, because: 'a workflow run of a fork has no right to push' };
    }
    const commented = payload.issue ?? undefined;
    if (commented?.pull_request !== undefined || (eventName === 'issue_comment' && commented === undefined)) {
        return { trusted: false, because: 'a comment on a pull request does not say whose code is built' };
    }
    if (actor === 'dependabot[bot]')
        return { trusted: false, because: "Dependabot's runs have no right to push" };
    return { trusted: true };
}
function runUrl(env, serverUrl, repository) {
    const attempt = env['GITHUB_RUN_ATTEMPT'] ?? '1';
    return `${serverUrl}/${repository}/actions/runs/${env['GITHUB_RUN_ID'] ?? '0'}/attempts/${attempt}`;
}

;// CONCATENATED MODULE: ./node_modules/csv-parse/lib/api/CsvError.js
class CsvError extends Error {
  constructor(code, message, options, ...contexts) {
    if (Array.isArray(message)) message = message.join(" ").trim();
    super(message);
    if (Error.captureStackTrace !== undefined) {
      Error.captureStackTrace(this, CsvError);
    }
    this.code = code;
    for (const context of contexts) {
      for (const key in context) {
        const value = context[key];
        this[key] = Buffer.isBuffer(value)
          ? value.toString(options.encoding)
          : value == null
            ? value
            : JSON.parse(JSON.stringify(value));
      }
    }
  }
}



;// CONCATENATED MODULE: ./node_modules/csv-parse/lib/utils/is_object.js
const is_object = function (obj) {
  return typeof obj === "object" && obj !== null && !Array.isArray(obj);
};



;// CONCATENATED MODULE: ./node_modules/csv-parse/lib/api/normalize_columns_array.js



const normalize_columns_array = function (columns) {
  const normalizedColumns = [];
  for (let i = 0, l = columns.length; i < l; i++) {
    const column = columns[i];
    if (column === undefined || column === null || column === false) {
      normalizedColumns[i] = { disabled: true };
    } else if (typeof column === "string" || typeof column === "number") {
      normalizedColumns[i] = { name: `${column}` };
    } else if (is_object(column)) {
      if (typeof column.name !== "string") {
        throw new CsvError("CSV_OPTION_COLUMNS_MISSING_NAME", [
          "Option columns missing name:",
          `property "name" is required at position ${i}`,
          "when column is an object literal",
        ]);
      }
      normalizedColumns[i] = column;
    } else {
      throw new CsvError("CSV_INVALID_COLUMN_DEFINITION", [
        "Invalid column definition:",
        "expect a string or a literal object,",
        `got ${JSON.stringify(column)} at position ${i}`,
      ]);
    }
  }
  return normalizedColumns;
};



;// CONCATENATED MODULE: ./node_modules/csv-parse/lib/utils/ResizeableBuffer.js
class ResizeableBuffer {
  constructor(size = 100) {
    this.size = size;
    this.length = 0;
    this.buf = Buffer.allocUnsafe(size);
  }
  prepend(val) {
    if (Buffer.isBuffer(val)) {
      const length = this.length + val.length;
      if (length >= this.size) {
        this.resize();
        if (length >= this.size) {
          throw Error("INVALID_BUFFER_STATE");
        }
      }
      const buf = this.buf;
      this.buf = Buffer.allocUnsafe(this.size);
      val.copy(this.buf, 0);
      buf.copy(this.buf, val.length);
      this.length += val.length;
    } else {
      const length = this.length++;
      if (length === this.size) {
        this.resize();
      }
      const buf = this.clone();
      this.buf[0] = val;
      buf.copy(this.buf, 1, 0, length);
    }
  }
  append(val) {
    const length = this.length++;
    if (length === this.size) {
      this.resize();
    }
    this.buf[length] = val;
  }
  clone() {
    return Buffer.from(this.buf.slice(0, this.length));
  }
  resize() {
    const length = this.length;
    this.size = this.size * 2;
    const buf = Buffer.allocUnsafe(this.size);
    this.buf.copy(buf, 0, 0, length);
    this.buf = buf;
  }
  toString(encoding) {
    if (encoding) {
      return this.buf.toString(encoding, 0, this.length);
    } else {
      return Uint8Array.prototype.slice.call(this.buf.slice(0, this.length));
    }
  }
  toJSON() {
    return this.toString("utf8");
  }
  reset() {
    this.length = 0;
  }
}

/* harmony default export */ const utils_ResizeableBuffer = (ResizeableBuffer);

;// CONCATENATED MODULE: ./node_modules/csv-parse/lib/api/init_state.js


const init_state = function (options) {
  // ECMAScript WhiteSpace + LineTerminator codepoints, encoded under
  // `options.encoding`. Aligns trimming with `String.prototype.trim()`.
  // https://tc39.es/ecma262/#sec-white-space
  // https://tc39.es/ecma262/#sec-line-terminators
  //
  // Codepoints unrepresentable in the target encoding are dropped: Node's
  // Buffer substitutes them with `?` (0x3F), and including those would cause
  // literal `?` bytes in the input to be trimmed under `latin1`/`ascii`.
  const timchars = [
    // Basic Latin
    0x0020, // [Space](https://www.fileformat.info/info/unicode/char/0020/index.htm)
    0x0009, // [CHARACTER TABULATION (HT)](https://www.fileformat.info/info/unicode/char/0009/index.htm)
    0x000a, // [LINE FEED (LF)](https://www.fileformat.info/info/unicode/char/000a/index.htm)
    0x000d, // [CARRIAGE RETURN (CR)](https://www.fileformat.info/info/unicode/char/000d/index.htm)
    0x000c, // [FORM FEED (FF)](https://www.fileformat.info/info/unicode/char/000c/index.htm)
    0x000b, // [LINE TABULATION (VT)](https://www.fileformat.info/info/unicode/char/000b/index.htm)
    // Latin-1 Supplement
    0x00a0, // [NO-BREAK SPACE (NBSP)](https://www.fileformat.info/info/unicode/char/00a0/index.htm)
    // Ogham
    0x1680, // [OGHAM SPACE MARK](https://www.fileformat.info/info/unicode/char/1680/index.htm)
    // General Punctuation
    0x2000, // [EN QUAD](https://www.fileformat.info/info/unicode/char/2000/index.htm)
    0x2001, // [EM QUAD](https://www.fileformat.info/info/unicode/char/2001/index.htm)
    0x2002, // [EN SPACE](https://www.fileformat.info/info/unicode/char/2002/index.htm)
    0x2003, // [EM SPACE](https://www.fileformat.info/info/unicode/char/2003/index.htm)
    0x2004, // [THREE-PER-EM SPACE](https://www.fileformat.info/info/unicode/char/2004/index.htm)
    0x2005, // [FOUR-PER-EM SPACE](https://www.fileformat.info/info/unicode/char/2005/index.htm)
    0x2006, // [SIX-PER-EM SPACE](https://www.fileformat.info/info/unicode/char/2006/index.htm)
    0x2007, // [FIGURE SPACE](https://www.fileformat.info/info/unicode/char/2007/index.htm)
    0x2008, // [PUNCTUATION SPACE](https://www.fileformat.info/info/unicode/char/2008/index.htm)
    0x2009, // [THIN SPACE](https://www.fileformat.info/info/unicode/char/2009/index.htm)
    0x200a, // [HAIR SPACE](https://www.fileformat.info/info/unicode/char/200a/index.htm)
    0x2028, // [LINE SEPARATOR](https://www.fileformat.info/info/unicode/char/2028/index.htm)
    0x2029, // [PARAGRAPH SEPARATOR](https://www.fileformat.info/info/unicode/char/2029/index.htm)
    0x202f, // [NARROW NO-BREAK SPACE (NNBSP)](https://www.fileformat.info/info/unicode/char/202f/index.htm)
    0x205f, // [MEDIUM MATHEMATICAL SPACE (MMSP)](https://www.fileformat.info/info/unicode/char/205f/index.htm)
    0x3000, // [IDEOGRAPHIC SPACE](https://www.fileformat.info/info/unicode/char/3000/index.htm)
    0xfeff, // [ZERO WIDTH NO-BREAK SPACE (BOM)](https://www.fileformat.info/info/unicode/char/feff/index.htm)
  ].reduce((acc, codepoint) => {
    const encoded = Buffer.from(
      String.fromCharCode(codepoint),
      options.encoding,
    );
    if (codepoint !== 0x3f && encoded.length === 1 && encoded[0] === 0x3f) {
      return acc;
    }
    acc.push(encoded);
    return acc;
  }, []);
  // First-byte lookup table for `__isCharTrimable`. Non-whitespace bytes
  // (the common case) bail out in O(1) without scanning every timchar.
  const timcharFirstBytes = new Uint8Array(256);
  for (const t of timchars) timcharFirstBytes[t[0]] = 1;
  return {
    bomSkipped: false,
    bufBytesStart: 0,
    castField: options.cast_function,
    commenting: false,
    delimiterBufPrevious: undefined,
    delimiterDiscovered: false,
    // Current error encountered by a record
    error: undefined,
    enabled: options.from_line === 1,
    escaping: false,
    escapeIsQuote:
      Buffer.isBuffer(options.escape) &&
      Buffer.isBuffer(options.quote) &&
      Buffer.compare(options.escape, options.quote) === 0,
    // columns can be `false`, `true`, `Array`
    expectedRecordLength: Array.isArray(options.columns)
      ? options.columns.length
      : undefined,
    field: new utils_ResizeableBuffer(20),
    firstLineToHeaders: options.cast_first_line_to_header,
    needMoreDataSize: Math.max(
      // Skip if the remaining buffer smaller than comment
      options.comment !== null ? options.comment.length : 0,
      // Skip if the remaining buffer can be delimiter
      ...(options.delimiter
        ? options.delimiter.map((delimiter) => delimiter.length)
        : []),
      // Auto discovery of delimiter is limited to 1 character
      options.delimiter_auto ? 1 : 0,
      // Skip if the remaining buffer can be escape sequence
      options.quote !== null ? options.quote.length : 0,
      // Skip if the remaining buffer can be a multi-byte trim character
      ...timchars.map((t) => t.length),
    ),
    previousBuf: undefined,
    quoting: false,
    stop: false,
    rawBuffer: new utils_ResizeableBuffer(100),
    record: [],
    recordHasError: false,
    record_length: 0,
    recordDelimiterMaxLength:
      options.record_delimiter.length === 0
        ? 0
        : Math.max(...options.record_delimiter.map((v) => v.length)),
    trimChars: [
      Buffer.from(" ", options.encoding)[0],
      Buffer.from("\t", options.encoding)[0],
    ],
    wasQuoting: false,
    wasRowDelimiter: false,
    timchars: timchars,
    timcharFirstBytes: timcharFirstBytes,
  };
};



;// CONCATENATED MODULE: ./node_modules/csv-parse/lib/utils/underscore.js
const underscore = function (str) {
  return str.replace(/([A-Z])/g, function (_, match) {
    return "_" + match.toLowerCase();
  });
};



;// CONCATENATED MODULE: ./node_modules/csv-parse/lib/api/normalize_options.js





const normalize_options = function (opts) {
  const options = {};
  // Merge with user options
  for (const opt in opts) {
    options[underscore(opt)] = opts[opt];
  }
  // Normalize option `encoding`
  // Note: defined first because other options depends on it
  // to convert chars/strings into buffers.
  if (options.encoding === undefined || options.encoding === true) {
    options.encoding = "utf8";
  } else if (options.encoding === null || options.encoding === false) {
    options.encoding = null;
  } else if (
    typeof options.encoding !== "string" &&
    options.encoding !== null
  ) {
    throw new CsvError(
      "CSV_INVALID_OPTION_ENCODING",
      [
        "Invalid option encoding:",
        "encoding must be a string or null to return a buffer,",
        `got ${JSON.stringify(options.encoding)}`,
      ],
      options,
    );
  }
  // Normalize option `bom`
  if (
    options.bom === undefined ||
    options.bom === null ||
    options.bom === false
  ) {
    options.bom = false;
  } else if (options.bom !== true) {
    throw new CsvError(
      "CSV_INVALID_OPTION_BOM",
      [
        "Invalid option bom:",
        "bom must be true,",
        `got ${JSON.stringify(options.bom)}`,
      ],
      options,
    );
  }
  // Normalize option `cast`
  options.cast_function = null;
  if (
    options.cast === undefined ||
    options.cast === null ||
    options.cast === false ||
    options.cast === ""
  ) {
    options.cast = undefined;
  } else if (typeof options.cast === "function") {
    options.cast_function = options.cast;
    options.cast = true;
  } else if (options.cast !== true) {
    throw new CsvError(
      "CSV_INVALID_OPTION_CAST",
      [
        "Invalid option cast:",
        "cast must be true or a function,",
        `got ${JSON.stringify(options.cast)}`,
      ],
      options,
    );
  }
  // Normalize option `cast_date`
  if (
    options.cast_date === undefined ||
    options.cast_date === null ||
    options.cast_date === false ||
    options.cast_date === ""
  ) {
    options.cast_date = false;
  } else if (options.cast_date === true) {
    options.cast_date = function (value) {
      const date = Date.parse(value);
      return !isNaN(date) ? new Date(date) : value;
    };
  } else if (typeof options.cast_date !== "function") {
    throw new CsvError(
      "CSV_INVALID_OPTION_CAST_DATE",
      [
        "Invalid option cast_date:",
        "cast_date must be true or a function,",
        `got ${JSON.stringify(options.cast_date)}`,
      ],
      options,
    );
  }
  // Normalize option `columns`
  options.cast_first_line_to_header = undefined;
  if (options.columns === true) {
    // Fields in the first line are converted as-is to columns
    options.cast_first_line_to_header = undefined;
  } else if (typeof options.columns === "function") {
    options.cast_first_line_to_header = options.columns;
    options.columns = true;
  } else if (Array.isArray(options.columns)) {
    options.columns = normalize_columns_array(options.columns);
  } else if (
    options.columns === undefined ||
    options.columns === null ||
    options.columns === false
  ) {
    options.columns = false;
  } else {
    throw new CsvError(
      "CSV_INVALID_OPTION_COLUMNS",
      [
        "Invalid option columns:",
        "expect an array, a function or true,",
        `got ${JSON.stringify(options.columns)}`,
      ],
      options,
    );
  }
  // Normalize option `group_columns_by_name`
  if (
    options.group_columns_by_name === undefined ||
    options.group_columns_by_name === null ||
    options.group_columns_by_name === false
  ) {
    options.group_columns_by_name = false;
  } else if (options.group_columns_by_name !== true) {
    throw new CsvError(
      "CSV_INVALID_OPTION_GROUP_COLUMNS_BY_NAME",
      [
        "Invalid option group_columns_by_name:",
        "expect an boolean,",
        `got ${JSON.stringify(options.group_columns_by_name)}`,
      ],
      options,
    );
  } else if (options.columns === false) {
    throw new CsvError(
      "CSV_INVALID_OPTION_GROUP_COLUMNS_BY_NAME",
      [
        "Invalid option group_columns_by_name:",
        "the `columns` mode must be activated.",
      ],
      options,
    );
  }
  // Normalize option `comment`
  if (
    options.comment === undefined ||
    options.comment === null ||
    options.comment === false ||
    options.comment === ""
  ) {
    options.comment = null;
  } else {
    if (typeof options.comment === "string") {
      options.comment = Buffer.from(options.comment, options.encoding);
    }
    if (!Buffer.isBuffer(options.comment)) {
      throw new CsvError(
        "CSV_INVALID_OPTION_COMMENT",
        [
          "Invalid option comment:",
          "comment must be a buffer or a string,",
          `got ${JSON.stringify(options.comment)}`,
        ],
        options,
      );
    }
  }
  // Normalize option `comment_no_infix`
  if (
    options.comment_no_infix === undefined ||
    options.comment_no_infix === null ||
    options.comment_no_infix === false
  ) {
    options.comment_no_infix = false;
  } else if (options.comment_no_infix !== true) {
    throw new CsvError(
      "CSV_INVALID_OPTION_COMMENT",
      [
        "Invalid option comment_no_infix:",
        "value must be a boolean,",
        `got ${JSON.stringify(options.comment_no_infix)}`,
      ],
      options,
    );
  }
  // Normalize option `delimiter_auto`
  if (
    options.delimiter_auto === undefined ||
    options.delimiter_auto === null ||
    options.delimiter_auto === false
  ) {
    options.delimiter_auto = false;
  } else if (options.delimiter_auto === true) {
    options.delimiter_auto = {};
  } else if (!is_object(options.delimiter_auto)) {
    throw new CsvError(
      "CSV_INVALID_OPTION_DELIMITER_AUTO",
      [
        "Invalid option delimiter_auto:",
        "delimiter_auto must be a boolean or a configuration object,",
        `got ${JSON.stringify(options.delimiter_auto)}`,
      ],
      options,
    );
  }
  if (options.delimiter_auto) {
    if (options.delimiter_auto.preferred === undefined)
      options.delimiter_auto.preferred = {
        [",".charCodeAt(0)]: 1.8,
        ["\t".charCodeAt(0)]: 1.8,
        [";".charCodeAt(0)]: 1.6,
        [" ".charCodeAt(0)]: 1.6,
        [":".charCodeAt(0)]: 1.5,
        [".".charCodeAt(0)]: 1.4,
        ["/".charCodeAt(0)]: 1.4,
      };
    else if (!is_object(options.delimiter_auto.preferred)) {
      throw new CsvError(
        "CSV_INVALID_OPTION_DELIMITER_AUTO",
        [
          "Invalid option delimiter_auto:",
          "preferred must be an object,",
          `got ${JSON.stringify(options.delimiter_auto.preferred)}`,
        ],
        options,
      );
    }
    if (options.delimiter_auto.score === undefined)
      options.delimiter_auto.score = (info, options) => {
        return (
          (info.total - info.std) * (options.preferred[info.char_code] || 1)
        );
      };
    else if (typeof options.delimiter_auto.score !== "function") {
      throw new CsvError(
        "CSV_INVALID_OPTION_DELIMITER_AUTO",
        [
          "Invalid option delimiter_auto:",
          "score must be a function,",
          `got ${JSON.stringify(options.delimiter_auto.score)}`,
        ],
        options,
      );
    }
    if (options.delimiter_auto.size === undefined)
      options.delimiter_auto.size = 2048;
    else if (typeof options.delimiter_auto.size !== "number") {
      throw new CsvError(
        "CSV_INVALID_OPTION_DELIMITER_AUTO",
        [
          "Invalid option delimiter_auto:",
          "size must be a number,",
          `got ${JSON.stringify(options.delimiter_auto.size)}`,
        ],
        options,
      );
    }
  }
  // Normalize option `delimiter`
  const delimiter_json = JSON.stringify(options.delimiter);
  if (options.delimiter_auto !== false) {
    options.delimiter = [];
  }
  if (!Array.isArray(options.delimiter)) {
    if (
      options.delimiter === undefined ||
      options.delimiter === null ||
      options.delimiter === false
    ) {
      options.delimiter = Buffer.from(",", options.encoding);
    }
    options.delimiter = [options.delimiter];
  }
  options.delimiter = options.delimiter.map(function (delimiter) {
    if (typeof delimiter === "string") {
      delimiter = Buffer.from(delimiter, options.encoding);
    }
    if (!Buffer.isBuffer(delimiter) || delimiter.length === 0) {
      throw new CsvError(
        "CSV_INVALID_OPTION_DELIMITER",
        [
          "Invalid option delimiter:",
          "delimiter must be a non empty string or buffer or array of string|buffer,",
          `got ${delimiter_json}`,
        ],
        options,
      );
    }
    return delimiter;
  });
  // Normalize option `escape`
  if (options.escape === undefined || options.escape === true) {
    options.escape = Buffer.from('"', options.encoding);
  } else if (typeof options.escape === "string") {
    options.escape = Buffer.from(options.escape, options.encoding);
  } else if (options.escape === null || options.escape === false) {
    options.escape = null;
  }
  if (options.escape !== null) {
    if (!Buffer.isBuffer(options.escape)) {
      throw new Error(
        `Invalid Option: escape must be a buffer, a string or a boolean, got ${JSON.stringify(options.escape)}`,
      );
    }
  }
  // Normalize option `from`
  if (options.from === undefined || options.from === null) {
    options.from = 1;
  } else {
    if (typeof options.from === "string" && /\d+/.test(options.from)) {
      options.from = parseInt(options.from);
    }
    if (Number.isInteger(options.from)) {
      if (options.from < 0) {
        throw new Error(
          `Invalid Option: from must be a positive integer, got ${JSON.stringify(opts.from)}`,
        );
      }
    } else {
      throw new Error(
        `Invalid Option: from must be an integer, got ${JSON.stringify(options.from)}`,
      );
    }
  }
  // Normalize option `from_line`
  if (options.from_line === undefined || options.from_line === null) {
    options.from_line = 1;
  } else {
    if (
      typeof options.from_line === "string" &&
      /\d+/.test(options.from_line)
    ) {
      options.from_line = parseInt(options.from_line);
    }
    if (Number.isInteger(options.from_line)) {
      if (options.from_line <= 0) {
        throw new Error(
          `Invalid Option: from_line must be a positive integer greater than 0, got ${JSON.stringify(opts.from_line)}`,
        );
      }
    } else {
      throw new Error(
        `Invalid Option: from_line must be an integer, got ${JSON.stringify(opts.from_line)}`,
      );
    }
  }
  // Normalize options `ignore_last_delimiters`
  if (
    options.ignore_last_delimiters === undefined ||
    options.ignore_last_delimiters === null
  ) {
    options.ignore_last_delimiters = false;
  } else if (typeof options.ignore_last_delimiters === "number") {
    options.ignore_last_delimiters = Math.floor(options.ignore_last_delimiters);
    if (options.ignore_last_delimiters === 0) {
      options.ignore_last_delimiters = false;
    }
  } else if (typeof options.ignore_last_delimiters !== "boolean") {
    throw new CsvError(
      "CSV_INVALID_OPTION_IGNORE_LAST_DELIMITERS",
      [
        "Invalid option `ignore_last_delimiters`:",
        "the value must be a boolean value or an integer,",
        `got ${JSON.stringify(options.ignore_last_delimiters)}`,
      ],
      options,
    );
  }
  if (options.ignore_last_delimiters === true && options.columns === false) {
    throw new CsvError(
      "CSV_IGNORE_LAST_DELIMITERS_REQUIRES_COLUMNS",
      [
        "The option `ignore_last_delimiters`",
        "requires the activation of the `columns` option",
      ],
      options,
    );
  }
  // Normalize option `info`
  if (
    options.info === undefined ||
    options.info === null ||
    options.info === false
  ) {
    options.info = false;
  } else if (options.info !== true) {
    throw new Error(
      `Invalid Option: info must be true, got ${JSON.stringify(options.info)}`,
    );
  }
  // Normalize option `max_record_size`
  if (
    options.max_record_size === undefined ||
    options.max_record_size === null ||
    options.max_record_size === false
  ) {
    options.max_record_size = 0;
  } else if (
    Number.isInteger(options.max_record_size) &&
    options.max_record_size >= 0
  ) {
    // Great, nothing to do
  } else if (
    typeof options.max_record_size === "string" &&
    /\d+/.test(options.max_record_size)
  ) {
    options.max_record_size = parseInt(options.max_record_size);
  } else {
    throw new Error(
      `Invalid Option: max_record_size must be a positive integer, got ${JSON.stringify(options.max_record_size)}`,
    );
  }
  // Normalize option `objname`
  if (
    options.objname === undefined ||
    options.objname === null ||
    options.objname === false
  ) {
    options.objname = undefined;
  } else if (Buffer.isBuffer(options.objname)) {
    if (options.objname.length === 0) {
      throw new Error(`Invalid Option: objname must be a non empty buffer`);
    }
    if (options.encoding === null) {
      // Don't call `toString`, leave objname as a buffer
    } else {
      options.objname = options.objname.toString(options.encoding);
    }
  } else if (typeof options.objname === "string") {
    if (options.objname.length === 0) {
      throw new Error(`Invalid Option: objname must be a non empty string`);
    }
    // Great, nothing to do
  } else if (typeof options.objname === "number") {
    // if(options.objname.length === 0){
    //   throw new Error(`Invalid Option: objname must be a non empty string`);
    // }
    // Great, nothing to do
  } else {
    throw new Error(
      `Invalid Option: objname must be a string or a buffer, got ${options.objname}`,
    );
  }
  if (options.objname !== undefined) {
    if (typeof options.objname === "number") {
      if (options.columns !== false) {
        throw Error(
          "Invalid Option: objname index cannot be combined with columns or be defined as a field",
        );
      }
    } else {
      // A string or a buffer
      if (options.columns === false) {
        throw Error(
          "Invalid Option: objname field must be combined with columns or be defined as an index",
        );
      }
    }
  }
  // Normalize option `on_record`
  if (options.on_record === undefined || options.on_record === null) {
    options.on_record = undefined;
  } else if (typeof options.on_record !== "function") {
    throw new CsvError(
      "CSV_INVALID_OPTION_ON_RECORD",
      [
        "Invalid option `on_record`:",
        "expect a function,",
        `got ${JSON.stringify(options.on_record)}`,
      ],
      options,
    );
  }
  // Normalize option `on_skip`
  // options.on_skip ??= (err, chunk) => {
  //   this.emit('skip', err, chunk);
  // };
  if (
    options.on_skip !== undefined &&
    options.on_skip !== null &&
    typeof options.on_skip !== "function"
  ) {
    throw new Error(
      `Invalid Option: on_skip must be a function, got ${JSON.stringify(options.on_skip)}`,
    );
  }
  // Normalize option `quote`
  if (
    options.quote === null ||
    options.quote === false ||
    options.quote === ""
  ) {
    options.quote = null;
  } else {
    if (options.quote === undefined || options.quote === true) {
      options.quote = Buffer.from('"', options.encoding);
    } else if (typeof options.quote === "string") {
      options.quote = Buffer.from(options.quote, options.encoding);
    }
    if (!Buffer.isBuffer(options.quote)) {
      throw new Error(
        `Invalid Option: quote must be a buffer or a string, got ${JSON.stringify(options.quote)}`,
      );
    }
  }
  // Normalize option `raw`
  if (
    options.raw === undefined ||
    options.raw === null ||
    options.raw === false
  ) {
    options.raw = false;
  } else if (options.raw !== true) {
    throw new Error(
      `Invalid Option: raw must be true, got ${JSON.stringify(options.raw)}`,
    );
  }
  // Normalize option `record_delimiter`
  if (options.record_delimiter === undefined) {
    options.record_delimiter = [];
  } else if (
    typeof options.record_delimiter === "string" ||
    Buffer.isBuffer(options.record_delimiter)
  ) {
    if (options.record_delimiter.length === 0) {
      throw new CsvError(
        "CSV_INVALID_OPTION_RECORD_DELIMITER",
        [
          "Invalid option `record_delimiter`:",
          "value must be a non empty string or buffer,",
          `got ${JSON.stringify(options.record_delimiter)}`,
        ],
        options,
      );
    }
    options.record_delimiter = [options.record_delimiter];
  } else if (!Array.isArray(options.record_delimiter)) {
    throw new CsvError(
      "CSV_INVALID_OPTION_RECORD_DELIMITER",
      [
        "Invalid option `record_delimiter`:",
        "value must be a string, a buffer or array of string|buffer,",
        `got ${JSON.stringify(options.record_delimiter)}`,
      ],
      options,
    );
  }
  options.record_delimiter = options.record_delimiter.map(function (rd, i) {
    if (typeof rd !== "string" && !Buffer.isBuffer(rd)) {
      throw new CsvError(
        "CSV_INVALID_OPTION_RECORD_DELIMITER",
        [
          "Invalid option `record_delimiter`:",
          "value must be a string, a buffer or array of string|buffer",
          `at index ${i},`,
          `got ${JSON.stringify(rd)}`,
        ],
        options,
      );
    } else if (rd.length === 0) {
      throw new CsvError(
        "CSV_INVALID_OPTION_RECORD_DELIMITER",
        [
          "Invalid option `record_delimiter`:",
          "value must be a non empty string or buffer",
          `at index ${i},`,
          `got ${JSON.stringify(rd)}`,
        ],
        options,
      );
    }
    if (typeof rd === "string") {
      rd = Buffer.from(rd, options.encoding);
    }
    return rd;
  });
  // Normalize option `relax_column_count`
  if (typeof options.relax_column_count === "boolean") {
    // Great, nothing to do
  } else if (
    options.relax_column_count === undefined ||
    options.relax_column_count === null
  ) {
    options.relax_column_count = false;
  } else {
    throw new Error(
      `Invalid Option: relax_column_count must be a boolean, got ${JSON.stringify(options.relax_column_count)}`,
    );
  }
  if (typeof options.relax_column_count_less === "boolean") {
    // Great, nothing to do
  } else if (
    options.relax_column_count_less === undefined ||
    options.relax_column_count_less === null
  ) {
    options.relax_column_count_less = false;
  } else {
    throw new Error(
      `Invalid Option: relax_column_count_less must be a boolean, got ${JSON.stringify(options.relax_column_count_less)}`,
    );
  }
  if (typeof options.relax_column_count_more === "boolean") {
    // Great, nothing to do
  } else if (
    options.relax_column_count_more === undefined ||
    options.relax_column_count_more === null
  ) {
    options.relax_column_count_more = false;
  } else {
    throw new Error(
      `Invalid Option: relax_column_count_more must be a boolean, got ${JSON.stringify(options.relax_column_count_more)}`,
    );
  }
  // Normalize option `relax_quotes`
  if (typeof options.relax_quotes === "boolean") {
    // Great, nothing to do
  } else if (
    options.relax_quotes === undefined ||
    options.relax_quotes === null
  ) {
    options.relax_quotes = false;
  } else {
    throw new Error(
      `Invalid Option: relax_quotes must be a boolean, got ${JSON.stringify(options.relax_quotes)}`,
    );
  }
  // Normalize option `skip_empty_lines`
  if (typeof options.skip_empty_lines === "boolean") {
    // Great, nothing to do
  } else if (
    options.skip_empty_lines === undefined ||
    options.skip_empty_lines === null
  ) {
    options.skip_empty_lines = false;
  } else {
    throw new Error(
      `Invalid Option: skip_empty_lines must be a boolean, got ${JSON.stringify(options.skip_empty_lines)}`,
    );
  }
  // Normalize option `skip_records_with_empty_values`
  if (typeof options.skip_records_with_empty_values === "boolean") {
    // Great, nothing to do
  } else if (
    options.skip_records_with_empty_values === undefined ||
    options.skip_records_with_empty_values === null
  ) {
    options.skip_records_with_empty_values = false;
  } else {
    throw new Error(
      `Invalid Option: skip_records_with_empty_values must be a boolean, got ${JSON.stringify(options.skip_records_with_empty_values)}`,
    );
  }
  // Normalize option `skip_records_with_error`
  if (typeof options.skip_records_with_error === "boolean") {
    // Great, nothing to do
  } else if (
    options.skip_records_with_error === undefined ||
    options.skip_records_with_error === null
  ) {
    options.skip_records_with_error = false;
  } else {
    throw new Error(
      `Invalid Option: skip_records_with_error must be a boolean, got ${JSON.stringify(options.skip_records_with_error)}`,
    );
  }
  // Normalize option `rtrim`
  if (
    options.rtrim === undefined ||
    options.rtrim === null ||
    options.rtrim === false
  ) {
    options.rtrim = false;
  } else if (options.rtrim !== true) {
    throw new Error(
      `Invalid Option: rtrim must be a boolean, got ${JSON.stringify(options.rtrim)}`,
    );
  }
  // Normalize option `ltrim`
  if (
    options.ltrim === undefined ||
    options.ltrim === null ||
    options.ltrim === false
  ) {
    options.ltrim = false;
  } else if (options.ltrim !== true) {
    throw new Error(
      `Invalid Option: ltrim must be a boolean, got ${JSON.stringify(options.ltrim)}`,
    );
  }
  // Normalize option `trim`
  if (
    options.trim === undefined ||
    options.trim === null ||
    options.trim === false
  ) {
    options.trim = false;
  } else if (options.trim !== true) {
    throw new Error(
      `Invalid Option: trim must be a boolean, got ${JSON.stringify(options.trim)}`,
    );
  }
  // Normalize options `trim`, `ltrim` and `rtrim`
  if (options.trim === true && opts.ltrim !== false) {
    options.ltrim = true;
  } else if (options.ltrim !== true) {
    options.ltrim = false;
  }
  if (options.trim === true && opts.rtrim !== false) {
    options.rtrim = true;
  } else if (options.rtrim !== true) {
    options.rtrim = false;
  }
  // Normalize option `to`
  if (options.to === undefined || options.to === null) {
    options.to = -1;
  } else if (options.to !== -1) {
    if (typeof options.to === "string" && /\d+/.test(options.to)) {
      options.to = parseInt(options.to);
    }
    if (Number.isInteger(options.to)) {
      if (options.to <= 0) {
        throw new Error(
          `Invalid Option: to must be a positive integer greater than 0, got ${JSON.stringify(opts.to)}`,
        );
      }
    } else {
      throw new Error(
        `Invalid Option: to must be an integer, got ${JSON.stringify(opts.to)}`,
      );
    }
  }
  // Normalize option `to_line`
  if (options.to_line === undefined || options.to_line === null) {
    options.to_line = -1;
  } else if (options.to_line !== -1) {
    if (typeof options.to_line === "string" && /\d+/.test(options.to_line)) {
      options.to_line = parseInt(options.to_line);
    }
    if (Number.isInteger(options.to_line)) {
      if (options.to_line <= 0) {
        throw new Error(
          `Invalid Option: to_line must be a positive integer greater than 0, got ${JSON.stringify(opts.to_line)}`,
        );
      }
    } else {
      throw new Error(
        `Invalid Option: to_line must be an integer, got ${JSON.stringify(opts.to_line)}`,
      );
    }
  }
  return options;
};



;// CONCATENATED MODULE: ./node_modules/csv-parse/lib/utils/delimiter_discover.js



// Discussed in [issue #400](https://github.com/adaltas/node-csv/issues/400)
// See https://github.com/python/cpython/blob/ea1b1c579f600cc85d145c60862b2e6b98701b24/Lib/csv.py#L349
const delimiter_discover = function (records, options) {
  // Normalize the configuration
  if (!options) {
    ({ delimiter_auto: options } = normalize_options({ delimiter_auto: true }));
  }
  // Convert String to Buffer
  if (typeof records === "string") {
    records = Buffer.from(records);
  }
  // Convert Buffer to an array of records
  if (Buffer.isBuffer(records)) {
    records = ((data) => {
      const records = [];
      const parser = transform({ delimiter: [] });
      const push = (record) => records.push(record);
      const close = () => {};
      const error = parser.parse(data, true, push, close);
      if (error !== undefined) throw error;
      return records;
    })(records);
  }
  // Info array initialization, 127 entries, one per char code
  const info = Array(127)
    .fill()
    .map(() => ({ lines: [] }));
  // Traverse each records, count occurences per char code
  records.map(([record], line) => {
    for (let i = 0, l = record.length; i < l; i++) {
      // Count the character frequency
      const code = record.charCodeAt(i);
      if (info[code].lines[line] === undefined) info[code].lines[line] = 0;
      info[code].lines[line]++;
    }
  });
  // Traverse each char code, compute the score
  info.map((info, i) => {
    info.char_code = i;
    info.std = std(info.lines);
    info.total = info.lines.reduce((acc, val) => acc + val, 0);
    info.preferred = !!options.preferred[i];
    info.score = options.score(info, options);
  });
  // Extract the dominant character
  const result = info.reduce(
    (acc, info) => (acc.score > info.score ? acc : info),
    {},
  );
  return String.fromCharCode(result.char_code);
};

const std = function (array) {
  const n = array.length;
  if (n === 0) return 0;
  const mean = array.reduce((a, b) => a + b) / n;
  return Math.sqrt(
    array.map((x) => Math.pow(x - mean, 2)).reduce((a, b) => a + b) / n,
  );
};



;// CONCATENATED MODULE: ./node_modules/csv-parse/lib/api/index.js






const isRecordEmpty = function (record) {
  return record.every(
    (field) =>
      field == null || (field.toString && field.toString().trim() === ""),
  );
};

const cr = 13; // `\r`, carriage return, 0x0D in hexadécimal, 13 in decimal
const nl = 10; // `\n`, newline, 0x0A in hexadecimal, 10 in decimal

const boms = {
  // Note, the following are equals:
  // Buffer.from("\ufeff")
  // Buffer.from([239, 187, 191])
  // Buffer.from('EFBBBF', 'hex')
  utf8: Buffer.from([239, 187, 191]),
  // Note, the following are equals:
  // Buffer.from "\ufeff", 'utf16le
  // Buffer.from([255, 254])
  utf16le: Buffer.from([255, 254]),
};

const transform = function (original_options = {}) {
  const info = {
    bytes: 0,
    bytes_records: 0,
    comment_lines: 0,
    empty_lines: 0,
    invalid_field_length: 0,
    lines: 1,
    records: 0,
  };
  const options = normalize_options(original_options);
  return {
    info: info,
    original_options: original_options,
    options: options,
    state: init_state(options),
    __needMoreData: function (i, bufLen, end) {
      if (end) return false;
      const { encoding, escape, quote } = this.options;
      const { quoting, needMoreDataSize, recordDelimiterMaxLength } =
        this.state;
      const numOfCharLeft = bufLen - i - 1;
      const requiredLength = Math.max(
        needMoreDataSize,
        // Skip if the remaining buffer smaller than record delimiter
        // If "record_delimiter" is yet to be discovered:
        // 1. It is equals to `[]` and "recordDelimiterMaxLength" equals `0`
        // 2. We set the length to windows line ending in the current encoding
        // Note, that encoding is known from user or bom discovery at that point
        // recordDelimiterMaxLength,
        recordDelimiterMaxLength === 0
          ? Buffer.from("\r\n", encoding).length
          : recordDelimiterMaxLength,
        // Skip if remaining buffer can be an escaped quote
        quoting ? (escape === null ? 0 : escape.length) + quote.length : 0,
        // Skip if remaining buffer can be record delimiter following the closing quote
        quoting ? quote.length + recordDelimiterMaxLength : 0,
      );
      return numOfCharLeft < requiredLength;
    },
    // Central parser implementation
    parse: function (nextBuf, end, push, close) {
      const {
        bom,
        comment_no_infix,
        delimiter_auto,
        encoding,
        from_line,
        ltrim,
        max_record_size,
        raw,
        relax_quotes,
        rtrim,
        skip_empty_lines,
        to,
        to_line,
      } = this.options;
      let { comment, escape, quote, record_delimiter } = this.options;
      const {
        bomSkipped,
        delimiterDiscovered,
        delimiterBufPrevious,
        rawBuffer,
        escapeIsQuote,
      } = this.state;
      // Automatic delimiter discovery
      if (!delimiterDiscovered && delimiter_auto) {
        let delimiterBuf;
        if (delimiterBufPrevious === undefined) {
          delimiterBuf = nextBuf;
        } else if (
          delimiterBufPrevious !== undefined &&
          nextBuf === undefined
        ) {
          delimiterBuf = delimiterBufPrevious;
        } else {
          delimiterBuf = Buffer.concat([delimiterBufPrevious, nextBuf]);
        }
        // Ensure that nextBuf is not concatenated a second time during buffer reconciliation
        nextBuf = undefined;
        // this.delimiterBufPrevious = delimiterBuf;
        if (end || delimiterBuf.length > delimiter_auto.size) {
          this.options.delimiter = [
            Buffer.from(
              delimiter_discover(delimiterBuf, this.options.delimiter_auto),
            ),
          ];
          this.state.previousBuf = delimiterBuf;
          this.state.delimiterBufPrevious = undefined;
          this.state.delimiterDiscovered = true;
        } else {
          this.state.delimiterBufPrevious = delimiterBuf;
          return;
        }
      }
      // Previous buffers reconciliation
      const { previousBuf } = this.state;
      let buf;
      if (previousBuf === undefined) {
        if (nextBuf === undefined) {
          // Handle empty string
          close();
          return;
        } else {
          buf = nextBuf;
        }
      } else if (previousBuf !== undefined && nextBuf === undefined) {
        buf = previousBuf;
      } else {
        buf = Buffer.concat([previousBuf, nextBuf]);
      }
      // Handle UTF BOM
      if (bomSkipped === false) {
        if (bom === false) {
          this.state.bomSkipped = true;
        } else if (buf.length < 3) {
          // No enough data
          if (end === false) {
            // Wait for more data
            this.state.previousBuf = buf;
            return;
          }
        } else {
          for (const encoding in boms) {
            if (boms[encoding].compare(buf, 0, boms[encoding].length) === 0) {
              // Skip BOM
              const bomLength = boms[encoding].length;
              this.state.bufBytesStart += bomLength;
              buf = buf.slice(bomLength);
              // Renormalize original options with the new encoding
              const options = normalize_options({
                ...this.original_options,
                encoding: encoding,
              });
              // Properties are merged with the existing options instance
              for (const key in options) {
                this.options[key] = options[key];
              }
              // Options will re-evaluate the Buffer with the new encoding
              ({ comment, escape, quote } = this.options);
              break;
            }
          }
          this.state.bomSkipped = true;
        }
      }
      const bufLen = buf.length;
      let pos;
      for (pos = 0; pos < bufLen; pos++) {
        // Ensure we get enough space to look ahead
        // There should be a way to move this out of the loop
        if (this.__needMoreData(pos, bufLen, end)) {
          break;
        }
        if (this.state.wasRowDelimiter === true) {
          this.info.lines++;
          this.state.wasRowDelimiter = false;
        }
        if (to_line !== -1 && this.info.lines > to_line) {
          this.state.stop = true;
          close();
          return;
        }
        // Auto discovery of record_delimiter, unix, mac and windows supported
        if (this.state.quoting === false && record_delimiter.length === 0) {
          const record_delimiterCount = this.__autoDiscoverRecordDelimiter(
            buf,
            pos,
          );
          if (record_delimiterCount) {
            record_delimiter = this.options.record_delimiter;
          }
        }
        const chr = buf[pos];
        if (raw === true) {
          rawBuffer.append(chr);
        }
        if (
          (chr === cr || chr === nl) &&
          this.state.wasRowDelimiter === false
        ) {
          this.state.wasRowDelimiter = true;
        }
        // Previous char was a valid escape char
        // treat the current char as a regular char
        if (this.state.escaping === true) {
          this.state.escaping = false;
        } else {
          // Escape is only active inside quoted fields
          // We are quoting, the char is an escape chr and there is a chr to escape
          // if(escape !== null && this.state.quoting === true && chr === escape && pos + 1 < bufLen){
          if (
            escape !== null &&
            this.state.quoting === true &&
            this.__isEscape(buf, pos, chr) &&
            pos + escape.length < bufLen
          ) {
            if (escapeIsQuote) {
              if (this.__isQuote(buf, pos + escape.length)) {
                this.state.escaping = true;
                pos += escape.length - 1;
                continue;
              }
            } else {
              this.state.escaping = true;
              pos += escape.length - 1;
              continue;
            }
          }
          // Not currently escaping and chr is a quote
          // TODO: need to compare bytes instead of single char
          if (this.state.commenting === false && this.__isQuote(buf, pos)) {
            if (this.state.quoting === true) {
              const nextChr = buf[pos + quote.length];
              const isNextChrTrimable =
                rtrim && this.__isCharTrimable(buf, pos + quote.length);
              const isNextChrComment =
                comment !== null &&
                this.__compareBytes(comment, buf, pos + quote.length, nextChr);
              const isNextChrDelimiter = this.__isDelimiter(
                buf,
                pos + quote.length,
                nextChr,
              );
              const isNextChrRecordDelimiter =
                record_delimiter.length === 0
                  ? this.__autoDiscoverRecordDelimiter(buf, pos + quote.length)
                  : this.__isRecordDelimiter(nextChr, buf, pos + quote.length);
              // Escape a quote
              // Treat next char as a regular character
              if (
                escape !== null &&
                this.__isEscape(buf, pos, chr) &&
                this.__isQuote(buf, pos + escape.length)
              ) {
                pos += escape.length - 1;
              } else if (
                !nextChr ||
                isNextChrDelimiter ||
                isNextChrRecordDelimiter ||
                isNextChrComment ||
                isNextChrTrimable
              ) {
                this.state.quoting = false;
                this.state.wasQuoting = true;
                pos += quote.length - 1;
                continue;
              } else if (relax_quotes === false) {
                const err = this.__error(
                  new CsvError(
                    "CSV_INVALID_CLOSING_QUOTE",
                    [
                      "Invalid Closing Quote:",
                      `got "${String.fromCharCode(nextChr)}"`,
                      `at line ${this.info.lines}`,
                      "instead of delimiter, record delimiter, trimable character",
                      "(if activated) or comment",
                    ],
                    this.options,
                    this.__infoField(),
                  ),
                );
                if (err !== undefined) return err;
              } else {
                this.state.quoting = false;
                this.state.wasQuoting = true;
                this.state.field.prepend(quote);
                pos += quote.length - 1;
              }
            } else {
              if (this.state.field.length !== 0) {
                // In relax_quotes mode, treat opening quote preceded by chrs as regular
                if (relax_quotes === false) {
                  const info = this.__infoField();
                  const bom = Object.keys(boms)
                    .map((b) =>
                      boms[b].equals(this.state.field.toString()) ? b : false,
                    )
                    .filter(Boolean)[0];
                  const err = this.__error(
                    new CsvError(
                      "INVALID_OPENING_QUOTE",
                      [
                        "Invalid Opening Quote:",
                        `a quote is found on field ${JSON.stringify(info.column)} at line ${info.lines}, value is ${JSON.stringify(this.state.field.toString(encoding))}`,
                        bom ? `(${bom} bom)` : undefined,
                      ],
                      this.options,
                      info,
                      {
                        field: this.state.field,
                      },
                    ),
                  );
                  if (err !== undefined) return err;
                }
              } else {
                this.state.quoting = true;
                pos += quote.length - 1;
                continue;
              }
            }
          }
          if (this.state.quoting === false) {
            const recordDelimiterLength = this.__isRecordDelimiter(
              chr,
              buf,
              pos,
            );
            if (recordDelimiterLength !== 0) {
              // Do not emit comments which take a full line
              const skipCommentLine =
                this.state.commenting &&
                this.state.wasQuoting === false &&
                this.state.record.length === 0 &&
                this.state.field.length === 0;
              if (skipCommentLine) {
                this.info.comment_lines++;
                // Skip full comment line
              } else {
                // Activate records emission if above from_line
                if (
                  this.state.enabled === false &&
                  this.info.lines +
                    (this.state.wasRowDelimiter === true ? 1 : 0) >=
                    from_line
                ) {
                  this.state.enabled = true;
                  this.__resetField();
                  this.__resetRecord();
                  pos += recordDelimiterLength - 1;
                  continue;
                }
                // Skip if line is empty and skip_empty_lines activated
                if (
                  skip_empty_lines === true &&
                  this.state.wasQuoting === false &&
                  this.state.record.length === 0 &&
                  this.state.field.length === 0
                ) {
                  this.info.empty_lines++;
                  pos += recordDelimiterLength - 1;
                  continue;
                }
                this.info.bytes = this.state.bufBytesStart + pos;
                const errField = this.__onField();
                if (errField !== undefined) return errField;
                this.info.bytes =
                  this.state.bufBytesStart + pos + recordDelimiterLength;
                const errRecord = this.__onRecord(push);
                if (errRecord !== undefined) return errRecord;
                if (to !== -1 && this.info.records >= to) {
                  this.state.stop = true;
                  close();
                  return;
                }
              }
              this.state.commenting = false;
              pos += recordDelimiterLength - 1;
              continue;
            }
            if (this.state.commenting) {
              continue;
            }
            if (
              comment !== null &&
              (comment_no_infix === false ||
                (this.state.record.length === 0 &&
                  this.state.field.length === 0))
            ) {
              const commentCount = this.__compareBytes(comment, buf, pos, chr);
              if (commentCount !== 0) {
                this.state.commenting = true;
                continue;
              }
            }
            const delimiterLength = this.__isDelimiter(buf, pos, chr);
            if (delimiterLength !== 0) {
              this.info.bytes = this.state.bufBytesStart + pos;
              const errField = this.__onField();
              if (errField !== undefined) return errField;
              pos += delimiterLength - 1;
              continue;
            }
          }
        }
        if (this.state.commenting === false) {
          if (
            max_record_size !== 0 &&
            this.state.record_length + this.state.field.length > max_record_size
          ) {
            return this.__error(
              new CsvError(
                "CSV_MAX_RECORD_SIZE",
                [
                  "Max Record Size:",
                  "record exceed the maximum number of tolerated bytes",
                  `of ${max_record_size}`,
                  `at line ${this.info.lines}`,
                ],
                this.options,
                this.__infoField(),
              ),
            );
          }
        }
        const lappend =
          ltrim === false ||
          this.state.quoting === true ||
          this.state.field.length !== 0 ||
          !this.__isCharTrimable(buf, pos);
        // rtrim in non quoting is handle in __onField
        const rappend = rtrim === false || this.state.wasQuoting === false;
        if (lappend === true && rappend === true) {
          this.state.field.append(chr);
        } else if (rtrim === true && !this.__isCharTrimable(buf, pos)) {
          return this.__error(
            new CsvError(
              "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE",
              [
                "Invalid Closing Quote:",
                "found non trimable byte after quote",
                `at line ${this.info.lines}`,
              ],
              this.options,
              this.__infoField(),
            ),
          );
        } else {
          if (lappend === false) {
            pos += this.__isCharTrimable(buf, pos) - 1;
          }
          continue;
        }
      }
      if (end === true) {
        // Ensure we are not ending in a quoting state
        if (this.state.quoting === true) {
          const err = this.__error(
            new CsvError(
              "CSV_QUOTE_NOT_CLOSED",
              [
                "Quote Not Closed:",
                `the parsing is finished with an opening quote at line ${this.info.lines}`,
              ],
              this.options,
              this.__infoField(),
            ),
          );
          if (err !== undefined) return err;
        } else {
          // Skip last line if it has no characters
          if (
            this.state.wasQuoting === true ||
            this.state.record.length !== 0 ||
            this.state.field.length !== 0
          ) {
            this.info.bytes = this.state.bufBytesStart + pos;
            const errField = this.__onField();
            if (errField !== undefined) return errField;
            const errRecord = this.__onRecord(push);
            if (errRecord !== undefined) return errRecord;
          } else if (this.state.wasRowDelimiter === true) {
            this.info.empty_lines++;
          } else if (this.state.commenting === true) {
            this.info.comment_lines++;
          }
        }
      } else {
        this.state.bufBytesStart += pos;
        this.state.previousBuf = buf.slice(pos);
      }
      if (this.state.wasRowDelimiter === true) {
        this.info.lines++;
        this.state.wasRowDelimiter = false;
      }
    },
    __onRecord: function (push) {
      const {
        columns,
        group_columns_by_name,
        encoding,
        info,
        from,
        relax_column_count,
        relax_column_count_less,
        relax_column_count_more,
        raw,
        skip_records_with_empty_values,
      } = this.options;
      const { enabled, record } = this.state;
      if (enabled === false) {
        return this.__resetRecord();
      }
      // Convert the first line into column names
      const recordLength = record.length;
      if (columns === true) {
        if (skip_records_with_empty_values === true && isRecordEmpty(record)) {
          this.__resetRecord();
          return;
        }
        return this.__firstLineToColumns(record);
      }
      if (columns === false && this.info.records === 0) {
        this.state.expectedRecordLength = recordLength;
      }
      if (recordLength !== this.state.expectedRecordLength) {
        const err =
          columns === false
            ? new CsvError(
                "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH",
                [
                  "Invalid Record Length:",
                  `expect ${this.state.expectedRecordLength},`,
                  `got ${recordLength} on line ${this.info.lines}`,
                ],
                this.options,
                this.__infoField(),
                {
                  record: record,
                },
              )
            : new CsvError(
                "CSV_RECORD_INCONSISTENT_COLUMNS",
                [
                  "Invalid Record Length:",
                  `columns length is ${columns.length},`, // rename columns
                  `got ${recordLength} on line ${this.info.lines}`,
                ],
                this.options,
                this.__infoField(),
                {
                  record: record,
                },
              );
        if (
          relax_column_count === true ||
          (relax_column_count_less === true &&
            recordLength < this.state.expectedRecordLength) ||
          (relax_column_count_more === true &&
            recordLength > this.state.expectedRecordLength)
        ) {
          this.info.invalid_field_length++;
          this.state.error = err;
          // Error is undefined with skip_records_with_error
        } else {
          const finalErr = this.__error(err);
          if (finalErr) return finalErr;
        }
      }
      if (skip_records_with_empty_values === true && isRecordEmpty(record)) {
        this.__resetRecord();
        return;
      }
      if (this.state.recordHasError === true) {
        this.__resetRecord();
        this.state.recordHasError = false;
        return;
      }
      this.info.records++;
      if (from === 1 || this.info.records >= from) {
        const { objname } = this.options;
        // With columns, records are object
        if (columns !== false) {
          const obj = {};
          // Transform record array to an object
          for (let i = 0, l = record.length; i < l; i++) {
            if (columns[i] === undefined || columns[i].disabled) continue;
            // Turn duplicate columns into an array
            if (
              group_columns_by_name === true &&
              Object.hasOwn(obj, columns[i].name)
            ) {
              if (Array.isArray(obj[columns[i].name])) {
                obj[columns[i].name] = obj[columns[i].name].concat(record[i]);
              } else {
                obj[columns[i].name] = [obj[columns[i].name], record[i]];
              }
            } else {
              Object.defineProperty(obj, columns[i].name, {
                value: record[i],
                enumerable: true,
                writable: true,
                configurable: true,
              });
            }
          }
          // Without objname (default)
          if (raw === true || info === true) {
            const extRecord = Object.assign(
              { record: obj },
              raw === true
                ? { raw: this.state.rawBuffer.toString(encoding) }
                : {},
              info === true ? { info: this.__infoRecord() } : {},
            );
            const err = this.__push(
              objname === undefined ? extRecord : [obj[objname], extRecord],
              push,
            );
            if (err) {
              return err;
            }
          } else {
            const err = this.__push(
              objname === undefined ? obj : [obj[objname], obj],
              push,
            );
            if (err) {
              return err;
            }
          }
          // Without columns, records are array
        } else {
          if (raw === true || info === true) {
            const extRecord = Object.assign(
              { record: record },
              raw === true
                ? { raw: this.state.rawBuffer.toString(encoding) }
                : {},
              info === true ? { info: this.__infoRecord() } : {},
            );
            const err = this.__push(
              objname === undefined ? extRecord : [record[objname], extRecord],
              push,
            );
            if (err) {
              return err;
            }
          } else {
            const err = this.__push(
              objname === undefined ? record : [record[objname], record],
              push,
            );
            if (err) {
              return err;
            }
          }
        }
      }
      this.__resetRecord();
    },
    __firstLineToColumns: function (record) {
      const { firstLineToHeaders } = this.state;
      try {
        const headers =
          firstLineToHeaders === undefined
            ? record
            : firstLineToHeaders.call(null, record);
        if (!Array.isArray(headers)) {
          return this.__error(
            new CsvError(
              "CSV_INVALID_COLUMN_MAPPING",
              [
                "Invalid Column Mapping:",
                "expect an array from column function,",
                `got ${JSON.stringify(headers)}`,
              ],
              this.options,
              this.__infoField(),
              {
                headers: headers,
              },
            ),
          );
        }
        const normalizedHeaders = normalize_columns_array(headers);
        this.state.expectedRecordLength = normalizedHeaders.length;
        this.options.columns = normalizedHeaders;
        this.__resetRecord();
        return;
      } catch (err) {
        return err;
      }
    },
    __resetRecord: function () {
      if (this.options.raw === true) {
        this.state.rawBuffer.reset();
      }
      this.state.error = undefined;
      this.state.record = [];
      this.state.record_length = 0;
    },
    __onField: function () {
      const { cast, encoding, rtrim, max_record_size } = this.options;
      const { enabled, wasQuoting } = this.state;
      // Short circuit for the from_line options
      if (enabled === false) {
        return this.__resetField();
      }
      let field = this.state.field.toString(encoding);
      if (rtrim === true && wasQuoting === false) {
        field = field.trimRight();
      }
      if (cast === true) {
        const [err, f] = this.__cast(field);
        if (err !== undefined) return err;
        field = f;
      }
      this.state.record.push(field);
      // Increment record length if record size must not exceed a limit
      if (max_record_size !== 0 && typeof field === "string") {
        this.state.record_length += field.length;
      }
      this.__resetField();
    },
    __resetField: function () {
      this.state.field.reset();
      this.state.wasQuoting = false;
    },
    __push: function (record, push) {
      const { on_record } = this.options;
      if (on_record !== undefined) {
        const info = this.__infoRecord();
        try {
          record = on_record.call(null, record, info);
        } catch (err) {
          return err;
        }
        if (record === undefined || record === null) {
          return;
        }
      }
      this.info.bytes_records += this.info.bytes;
      push(record);
    },
    // Return a tuple with the error and the casted value
    __cast: function (field) {
      const { columns, relax_column_count } = this.options;
      const isColumns = Array.isArray(columns);
      // Dont loose time calling cast
      // because the final record is an object
      // and this field can't be associated to a key present in columns
      if (
        isColumns === true &&
        relax_column_count &&
        this.options.columns.length <= this.state.record.length
      ) {
        return [undefined, undefined];
      }
      if (this.state.castField !== null) {
        try {
          const info = this.__infoField();
          return [undefined, this.state.castField.call(null, field, info)];
        } catch (err) {
          return [err];
        }
      }
      if (this.__isFloat(field)) {
        return [undefined, parseFloat(field)];
      } else if (this.options.cast_date !== false) {
        const info = this.__infoField();
        return [undefined, this.options.cast_date.call(null, field, info)];
      }
      return [undefined, field];
    },
    __compareBytes: function (sourceBuf, targetBuf, targetPos, firstByte) {
      if (sourceBuf[0] !== firstByte) return 0;
      const sourceLength = sourceBuf.length;
      for (let i = 1; i < sourceLength; i++) {
        if (sourceBuf[i] !== targetBuf[targetPos + i]) return 0;
      }
      return sourceLength;
    },
    // Helper to test if a character is trimable
    __isCharTrimable: function (buf, pos) {
      const { timchars, timcharFirstBytes } = this.state;
      // Fast bail-out: non-whitespace bytes (the common case) are rejected
      // without scanning the full timchar list.
      const first = buf[pos];
      if (first === undefined || timcharFirstBytes[first] === 0) return 0;
      loop1: for (let i = 0; i < timchars.length; i++) {
        const timchar = timchars[i];
        for (let j = 0; j < timchar.length; j++) {
          if (timchar[j] !== buf[pos + j]) continue loop1;
        }
        return timchar.length;
      }
      return 0;
    },
    __isDelimiter: function (buf, pos, chr) {
      const { delimiter, ignore_last_delimiters } = this.options;
      if (
        ignore_last_delimiters === true &&
        this.state.record.length === this.options.columns.length - 1
      ) {
        return 0;
      } else if (
        ignore_last_delimiters !== false &&
        typeof ignore_last_delimiters === "number" &&
        this.state.record.length === ignore_last_delimiters - 1
      ) {
        return 0;
      }
      loop1: for (let i = 0; i < delimiter.length; i++) {
        const del = delimiter[i];
        if (del[0] === chr) {
          for (let j = 1; j < del.length; j++) {
            if (del[j] !== buf[pos + j]) continue loop1;
          }
          return del.length;
        }
      }
      return 0;
    },
    __isEscape: function (buf, pos, chr) {
      const { escape } = this.options;
      if (escape === null) return false;
      const l = escape.length;
      if (escape[0] === chr) {
        for (let i = 0; i < l; i++) {
          if (escape[i] !== buf[pos + i]) {
            return false;
          }
        }
        return true;
      }
      return false;
    },
    __isFloat: function (value) {
      return value - parseFloat(value) + 1 >= 0; // Borrowed from jquery
    },
    // Keep it in case we implement the `cast_int` option
    // __isInt(value){
    //   // return Number.isInteger(parseInt(value))
    //   // return !isNaN( parseInt( obj ) );
    //   return /^(\-|\+)?[1-9][0-9]*$/.test(value)
    // }
    __isQuote: function (buf, pos) {
      const { quote } = this.options;
      if (quote === null) return false;
      const l = quote.length;
      for (let i = 0; i < l; i++) {
        if (quote[i] !== buf[pos + i]) {
          return false;
        }
      }
      return true;
    },
    __isRecordDelimiter: function (chr, buf, pos) {
      const { record_delimiter } = this.options;
      const recordDelimiterLength = record_delimiter.length;
      loop1: for (let i = 0; i < recordDelimiterLength; i++) {
        const rd = record_delimiter[i];
        const rdLength = rd.length;
        if (rd[0] !== chr) {
          continue;
        }
        for (let j = 1; j < rdLength; j++) {
          if (rd[j] !== buf[pos + j]) {
            continue loop1;
          }
        }
        return rd.length;
      }
      return 0;
    },
    __autoDiscoverRecordDelimiter: function (buf, pos) {
      const { encoding } = this.options;
      // Note, we don't need to cache this information in state,
      // It is only called on the first line until we find out a suitable
      // record delimiter.
      const rds = [
        // Important, the windows line ending must be before mac os 9
        Buffer.from("\r\n", encoding),
        Buffer.from("\n", encoding),
        Buffer.from("\r", encoding),
      ];
      loop: for (let i = 0; i < rds.length; i++) {
        const l = rds[i].length;
        for (let j = 0; j < l; j++) {
          if (rds[i][j] !== buf[pos + j]) {
            continue loop;
          }
        }
        this.options.record_delimiter.push(rds[i]);
        this.state.recordDelimiterMaxLength = rds[i].length;
        return rds[i].length;
      }
      return 0;
    },
    __error: function (msg) {
      const { encoding, raw, skip_records_with_error } = this.options;
      const err = typeof msg === "string" ? new Error(msg) : msg;
      if (skip_records_with_error) {
        this.state.recordHasError = true;
        if (this.options.on_skip !== undefined) {
          try {
            this.options.on_skip(
              err,
              raw ? this.state.rawBuffer.toString(encoding) : undefined,
            );
          } catch (err) {
            return err;
          }
        }
        // this.emit('skip', err, raw ? this.state.rawBuffer.toString(encoding) : undefined);
        return undefined;
      } else {
        return err;
      }
    },
    __infoDataSet: function () {
      return {
        ...this.info,
        columns: this.options.columns,
      };
    },
    __infoRecord: function () {
      const { columns, raw, encoding } = this.options;
      return {
        ...this.__infoDataSet(),
        bytes_records: this.info.bytes,
        error: this.state.error,
        header: columns === true,
        index: this.state.record.length,
        raw: raw ? this.state.rawBuffer.toString(encoding) : undefined,
      };
    },
    __infoField: function () {
      const { columns } = this.options;
      const isColumns = Array.isArray(columns);
      // Bytes records are only incremented when all records'fields are parsed
      const bytes_records = this.info.bytes_records;
      return {
        ...this.__infoRecord(),
        bytes_records: bytes_records,
        column:
          isColumns === true
            ? columns.length > this.state.record.length
              ? columns[this.state.record.length].name
              : null
            : this.state.record.length,
        quoting: this.state.wasQuoting,
      };
    },
  };
};



;// CONCATENATED MODULE: ./node_modules/csv-parse/lib/sync.js



const parse = function (data, opts = {}) {
  if (typeof data === "string") {
    data = Buffer.from(data);
  }
  const records = opts && opts.objname ? Object.create(null) : [];
  const parser = transform(opts);
  const push = (record) => {
    if (parser.options.objname === undefined) records.push(record);
    else {
      records[record[0]] = record[1];
    }
  };
  const close = () => {};
  const error = parser.parse(data, true, push, close);
  if (error !== undefined) throw error;
  return records;
};



;// CONCATENATED MODULE: ./build/read/lists.js
/** Text of an input -> list items, with the quoting, commas and comments of docker's own actions. */

/** How docker's actions read lists: CSV records, quotes only where a field starts with one, `#` lines are comments. */
const csv = {
    columns: false,
    // One text may hold both: a file of Windows with a line pasted in.
    record_delimiter: ['\r\n', '\n'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    comment: '#',
    comment_no_infix: true,
};
/** What is told when a text cannot be read as a list; the reader's only error. */
const openQuote = {
    wrong: 'has a quote that is not closed',
    cure: 'close it, or write a quote inside a quoted item twice',
};
/** Gives the items, or undefined when a quote is not closed. */
function tryRead(read, text) {
    try {
        return read(text);
    }
    catch {
        return undefined;
    }
}
/** Items separated by newlines or commas; quotes keep a comma. Empty items are dropped, ends trimmed. */
function readList(text) {
    return records(text)
        .flat()
        .map((item) => item.trim())
        .filter((item) => item !== '');
}
/** Items one a line; a comma is part of the item, quotes around a whole item keep its newlines. */
function readLines(text) {
    return untrimmedLines(text)
        .map((item) => item.trim())
        .filter((item) => item !== '');
}
/** As `readLines`, but white space inside an item's ends belongs to the item: what build secrets need. */
function untrimmedLines(text) {
    return records(text)
        .map((record) => record.join(','))
        .filter((item) => item.trim() !== '');
}
/** Splits `key=value` at the first separator; undefined where there is none or the key is empty. */
function readPair(item, separator = '=') {
    const at = item.indexOf(separator);
    return at < 1 ? undefined : { key: item.slice(0, at).trim(), value: item.slice(at + separator.length) };
}
function records(text) {
    return text.trim() === '' ? [] : parse(text, csv);
}

;// CONCATENATED MODULE: ./build/read/annotations.js
/** The `annotations` input -> keys, values and where they are to be written. The grammar is `docker build --annotation`'s. */


const types = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'];
/** Reads lines of `[LEVELS:]KEY=VALUE`; no levels are told as none. A line that is wrong is left out and told. */
function readAnnotations(text) {
    const lines = tryRead(readLines, text);
    if (lines === undefined)
        return { value: [], problems: [{ input: 'annotations', ...openQuote }] };
    const readings = lines.map(readLine);
    return {
        value: readings.flatMap((reading) => ('problem' in reading ? [] : reading)),
        problems: readings.flatMap((reading) => ('problem' in reading ? reading.problem : [])),
    };
}
/**
 * docker/metadata-action's variable DOCKER_METADATA_ANNOTATIONS_LEVELS, such as `manifest,index`; undefined when it is
 * empty. What is wrong with it is told as a problem of `annotations`.
 */
function readLevels(text) {
    if (text.trim() === '')
        return { value: undefined, problems: [] };
    const levels = text.split(',').map((word) => readLevel(word.trim()));
    const problems = levels.flatMap((level) => 'wrong' in level ? wrong(`${variable}=${text}`, level.wrong, level.cure) : []);
    return { value: levels.flatMap((level) => ('wrong' in level ? [] : level)), problems };
}
const variable = 'DOCKER_METADATA_ANNOTATIONS_LEVELS';
/** Words as levels are written, so that `com.acme:key` is a key and `manifst:key` a slip of the finger. */
const levelWords = /^[a-z-]+(?:\[[^\],]*\])?(?:,[a-z-]+(?:\[[^\],]*\])?)*$/;
function readLine(line) {
    const wanted = 'is not KEY=VALUE or LEVEL:KEY=VALUE';
    const pair = readPair(line);
    if (pair === undefined)
        return { problem: wrong(line, wanted, 'write an empty value as `KEY=`') };
    const colon = pair.key.indexOf(':');
    const head = pair.key.slice(0, Math.max(colon, 0));
    const hasLevels = levelWords.test(head);
    const key = hasLevels ? pair.key.slice(colon + 1).trim() : pair.key;
    if (key === '')
        return { problem: wrong(line, wanted) };
    // BuildKit leaves such an annotation out without a word.
    if (/\s/.test(key))
        return { problem: wrong(line, 'has a key with a space in it, which BuildKit cannot write') };
    if (!hasLevels)
        return { levels: [], key, value: pair.value };
    const levels = [];
    for (const word of head.split(',')) {
        const level = readLevel(word);
        if ('wrong' in level)
            return { problem: wrong(line, level.wrong, level.cure) };
        levels.push(level);
    }
    return { levels, key, value: pair.value };
}
function readLevel(word) {
    const bracket = word.indexOf('[');
    const name = bracket < 0 ? word : word.slice(0, bracket);
    const type = types.find((known) => known === name);
    if (type === undefined) {
        const near = (0,nearest/* nearest */.p)(name, types);
        const cure = near === undefined ? undefined : `did you mean ${near}?`;
        return { wrong: `has the level ${name}, which is not one of ${types.join(', ')}`, cure };
    }
    if (bracket < 0)
        return { type };
    const platform = word.slice(bracket + 1, -1);
    if (/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/.test(platform))
        return { type, platform };
    return { wrong: `has ${word}, where a platform such as linux/arm64 is wanted between the brackets` };
}
function wrong(value, what, cure) {
    return { input: 'annotations', value, wrong: what, ...(cure !== undefined && { cure }) };
}

;// CONCATENATED MODULE: ./build/read/command-line.js
/** As a Dockerfile's CMD takes it: in a shell, or as it is in JSON's form. */
function readCommandLine(text) {
    const [program, ...words] = jsonWords(text) ?? [];
    return { text, words: program === undefined ? ['/bin/sh', '-c', text] : [program, ...words] };
}
/** The words of `["a", "b"]`; undefined for any other text. */
function jsonWords(text) {
    if (!text.startsWith('['))
        return undefined;
    try {
        const words = JSON.parse(text);
        const isList = Array.isArray(words) && words.every((word) => typeof word === 'string');
        return isList ? words : undefined;
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./build/read/ip-addresses.js
/** Addresses of machines, as they are written without a port, a mask or a zone. */
const v4Grammar = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
/** Whether a text is an IPv4 address of four numbers. */
function isV4(text) {
    return v4Grammar.test(text);
}
/** Whether a text is an IPv6 address, without brackets. */
function isV6(text) {
    return text.includes(':') && /^[0-9A-Fa-f:.]+$/.test(text) && URL.canParse(`http://[${text}]`);
}

;// CONCATENATED MODULE: ./build/read/deploy-hosts.js


/**
 * Reads machines separated by newlines or commas; of `deploy-jump-host` there is at most one. What is read is safe in a
 * configuration file of ssh and on its command line. One that is wrong is left out and told, without its password.
 */
function readHosts(input, text) {
    const items = tryRead(readList, text);
    if (items === undefined)
        return { value: [], problems: [{ input, ...openQuote }] };
    const value = [];
    const problems = [];
    for (const item of items) {
        const host = readHost(item);
        const fault = 'wrong' in host ? host : clash(host, value, input);
        if (fault !== undefined)
            problems.push({ input, value: shown(item), ...fault });
        else if (!('wrong' in host))
            value.push(host);
    }
    return { value, problems };
}
/** How ssh and its files write a place: the address alone where the port is 22. */
function hostAndPort({ address, port }) {
    if (port === defaultPort)
        return address;
    return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
const defaultPort = 22;
const deploy_hosts_form = 'write USER@HOST or USER@HOST:PORT';
const labelGrammar = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const userGrammar = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const nameGrammar = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/;
function readHost(item) {
    const { label, place } = splitLabel(item);
    if (label !== undefined && !labelGrammar.test(label))
        return { wrong: 'has a label that is not letters, digits, dots and dashes', cure: 'write LABEL=USER@HOST' };
    const rest = withoutScheme(place);
    if (typeof rest !== 'string')
        return rest;
    const at = rest.lastIndexOf('@');
    if (at < 1)
        return { wrong: 'does not say which user logs in', cure: deploy_hosts_form };
    const user = rest.slice(0, at);
    if (user.includes(':'))
        return { wrong: 'has a password in it', cure: 'remove it: ssh logs in with the key of `deploy-ssh-key`' };
    if (!userGrammar.test(user))
        return { wrong: 'has a user that is not letters, digits, dots, dashes and underscores', cure: deploy_hosts_form };
    const found = readAddress(rest.slice(at + 1));
    return 'wrong' in found ? found : { label: label ?? hostAndPort(found), user, ...found };
}
/** A label has no colon, so that a password with `=` in it is never taken for one and shown. */
function splitLabel(item) {
    const [, label, place = item] = /^([^=@:/]*)=(.*)$/s.exec(item) ?? [];
    return { label, place };
}
/** The address of a URL; docker's own `ssh://` may have a socket behind it, which is another input here. */
function withoutScheme(place) {
    const [, scheme, rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(place) ?? [];
    if (scheme === undefined)
        return place;
    if (scheme.toLowerCase() !== 'ssh')
        return { wrong: 'is a URL that ssh does not know', cure: deploy_hosts_form };
    const authority = rest.replace(/\/$/, '');
    if (!/[/?#]/.test(authority.slice(authority.lastIndexOf('@') + 1)))
        return authority;
    return {
        wrong: 'has a path or a query behind the host',
        cure: 'remove it; the path of a socket belongs into `deploy-docker-socket`',
    };
}
function readAddress(text) {
    const bracketed = /^\[(?<address>[^\]]*)\](?::(?<port>.*))?$/s.exec(text)?.groups;
    const plain = /^(?<address>[^:]*)(?::(?<port>.*))?$/s.exec(text)?.groups;
    const { address = '', port } = bracketed ?? plain ?? {};
    if (!(bracketed === undefined ? isName(address) : isV6(address)))
        return badAddress(text);
    if (port === undefined)
        return { address, port: defaultPort };
    const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
    if (number >= 1 && number <= 65_535)
        return { address, port: number };
    if (/[/~]/.test(port))
        return { wrong: 'has a path behind the host', cure: `remove it: ${deploy_hosts_form}` };
    return { wrong: 'has a port that is not a number from 1 to 65535', cure: deploy_hosts_form };
}
function badAddress(text) {
    if (isV6(text))
        return { wrong: 'has an IPv6 address without brackets', cure: `write USER@[${text}]` };
    if (/[/?#]/.test(text))
        return { wrong: 'looks like a URL', cure: deploy_hosts_form };
    return { wrong: 'has no host name and no address behind the @', cure: deploy_hosts_form };
}
/** What ends in digits is an address, as URLs have it (WHATWG, "ends in a number"), so 10.0.0.256 is no name. */
function isName(text) {
    if (/(?:^|\.)\d+$/.test(text))
        return isV4(text);
    return text.length <= 253 && nameGrammar.test(text);
}
function clash(host, others, input) {
    if (input === 'deploy-jump-host' && others.length > 0)
        return { wrong: 'is a second one, and ssh jumps over one host', cure: 'remove it' };
    const same = others.find((other) => login(other) === login(host));
    if (same !== undefined)
        return { wrong: `is the same as ${same.label}`, cure: 'remove one of them' };
    if (others.every(({ label }) => label !== host.label))
        return undefined;
    return { wrong: `has the label ${host.label}, which another host has`, cure: 'write LABEL=USER@HOST' };
}
function login({ user, address, port }) {
    return `${user}@${address.toLowerCase()}:${port}`;
}
/** An item without what may be a password: all between a colon and the last @, or behind a colon that no port follows. */
function shown(item) {
    const [, head = '', rest = ''] = /^((?:[^=@:/]*=)?(?:[a-z][a-z0-9+.-]*:\/\/)?)(.*)$/is.exec(item) ?? [];
    if (rest.includes('@'))
        return head + rest.replace(/^([^:@]*):.*@/s, '$1:***@');
    return head + (isV6(rest) ? rest : rest.replace(/^([^:/]*):(?!\d{1,5}$).+/s, '$1:***'));
}

// EXTERNAL MODULE: ./build/read/ssh-wire.js
var ssh_wire = __nccwpck_require__(825);
;// CONCATENATED MODULE: ./build/read/known-hosts.js
/** The `deploy-known-hosts` input -> lines of known_hosts(5), and which host they may be about. */



/** Reads the lines; one that is wrong is left out and told. */
function readKnownHosts(text) {
    // Neither a line nor its number: what a secret has beside its first line is secret too.
    if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|^PuTTY-User-Key-File-/m.test(text))
        return { value: [], problems: [problem('***', privateKey)] };
    const lines = text
        .replace(/^\uFEFF/, '')
        .split(/\r\n|\r|\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'));
    const faults = lines.map(checkLine);
    return {
        value: lines.filter((_, index) => faults[index] === undefined),
        problems: faults.flatMap((fault, index) => (fault === undefined ? [] : problem(shortened(lines[index]), fault))),
    };
}
/**
 * Whether ssh could find a key of the host in these lines. Names that are hashed may be anybody's. A key for a host
 * without a port holds for its other ports too (OpenSSH, check_host_key).
 */
function mayKnow(lines, { address, port }) {
    const name = address.toLowerCase();
    const names = port === 22 ? [name] : [name, `[${name}]:${port}`];
    return lines.some((line) => {
        const { marker, patterns } = known_hosts_split(line);
        return marker !== '@revoked' && names.some((one) => fits(one, patterns));
    });
}
const markers = ['@cert-authority', '@revoked'];
const keyType = /^(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+$/;
const asScanned = 'give the lines that `ssh-keyscan HOST` prints, after a look at their fingerprints';
const privateKey = {
    wrong: 'has a private key in it, which proves who logs in and not who the host is',
    cure: `put that into \`deploy-ssh-key\`, and ${asScanned}`,
};
function known_hosts_split(line) {
    const words = line.split(/[ \t]+/);
    const marker = words[0]?.startsWith('@') ? words[0] : undefined;
    const [patterns = '', type = '', key = ''] = marker === undefined ? words : words.slice(1);
    return { marker, patterns, type, key };
}
function checkLine(line) {
    const { marker, patterns, type, key } = known_hosts_split(line);
    if (marker !== undefined && !markers.includes(marker))
        return badMarker(marker);
    if (keyType.test(type))
        return checkPatterns(patterns) ?? checkKey(type, key);
    if (/(?:^|\s)(?:SHA256:|MD5:|(?:[0-9a-f]{2}:){15})/.test(line))
        return { wrong: 'is a fingerprint of a key, where the key itself is wanted', cure: asScanned };
    if (keyType.test(patterns) && type.startsWith('AAAA'))
        return { wrong: 'is a public key without the host that has it', cure: `put it in front: HOST ${patterns} AAAA…` };
    return { wrong: 'is not HOST TYPE KEY', cure: asScanned };
}
function badMarker(marker) {
    const near = (0,nearest/* nearest */.p)(marker, markers);
    const wrong = `has the marker ${marker}, which is not one of ${markers.join(', ')}`;
    return { wrong, ...(near !== undefined && { cure: `did you mean ${near}?` }) };
}
function checkPatterns(patterns) {
    if (patterns.startsWith('|')) {
        const isHash = /^\|1\|[A-Za-z0-9+/]{27}=\|[A-Za-z0-9+/]{27}=$/.test(patterns);
        return isHash ? undefined : { wrong: 'has a hashed name that is cut off', cure: asScanned };
    }
    for (const pattern of patterns.split(',')) {
        const place = /^!?[^:[\]@]+:\d+$/.test(pattern) ? pattern.split(':') : undefined;
        if (place !== undefined)
            return { wrong: `has ${pattern}, which no host is called`, cure: `write [${place[0]}]:${place[1]}` };
        if (!/^!?(?:[A-Za-z0-9._*?:%-]+|\[[A-Za-z0-9._*?:%-]+\]:[0-9*?]+)$/.test(pattern))
            return { wrong: `has "${pattern}", which is no name, address or pattern of a host`, cure: asScanned };
    }
    return undefined;
}
/** A key begins with its type, and ends where its last part does. */
function checkKey(type, key) {
    const bytes = (0,ssh_wire/* decodeBase64 */.y4)(key);
    const parts = bytes === undefined ? undefined : (0,ssh_wire/* wireStrings */.ev)(bytes);
    if (parts !== undefined && parts.length > 1 && parts[0] === type)
        return undefined;
    const wrong = parts?.[0] === undefined ? 'has a key that is cut off or changed' : `has a key that is not ${type}`;
    return { wrong, cure: asScanned };
}
/** Comma-separated patterns; one behind `!` that fits says no, whatever the others say. */
function fits(name, patterns) {
    if (patterns.startsWith('|'))
        return true;
    const list = patterns.toLowerCase().split(',');
    const isOne = (pattern) => fitsWord(name, pattern);
    const negated = list.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
    return list.some((pattern) => !pattern.startsWith('!') && isOne(pattern)) && !negated.some(isOne);
}
const longestShown = 60;
function shortened(line = '') {
    return line.length <= longestShown ? line : `${line.slice(0, longestShown)}…`;
}
function problem(value, fault) {
    return { input: 'deploy-known-hosts', value, ...fault };
}

;// CONCATENATED MODULE: ./node_modules/shlex/shlex.js


/*
  Port of a subset of the features of CPython's shlex module, which provides a
  shell-like lexer. Original code by Eric S. Raymond and other contributors.
*/

class Shlexer {
  constructor (string) {
    this.i = 0
    this.string = string

    /**
     * Characters that will be considered whitespace and skipped. Whitespace
     * bounds tokens. By default, includes space, tab, linefeed and carriage
     * return.
     */
    this.whitespace = ' \t\r\n'

    /**
     * Characters that will be considered string quotes. The token accumulates
     * until the same quote is encountered again (thus, different quote types
     * protect each other as in the shell.) By default, includes ASCII single
     * and double quotes.
     */
    this.quotes = `'"`

    /**
     * Characters that will be considered as escape. Just `\` by default.
     */
    this.escapes = '\\'

    /**
     * The subset of quote types that allow escaped characters. Just `"` by default.
     */
    this.escapedQuotes = '"'

    /**
     * Whether to support ANSI C-style $'' quotes
     * https://www.gnu.org/software/bash/manual/html_node/ANSI_002dC-Quoting.html
     */
    this.ansiCQuotes = true

    /**
     * Whether to support localized $"" quotes
     * https://www.gnu.org/software/bash/manual/html_node/Locale-Translation.html
     *
     * The behavior is as if the current locale is set to C or POSIX, i.e., the
     * contents are not translated.
     */
    this.localeQuotes = true

    this.debug = false
  }

  readChar () {
    return this.string.charAt(this.i++)
  }

  processEscapes (string, quote, isAnsiCQuote) {
    if (!isAnsiCQuote && !this.escapedQuotes.includes(quote)) {
      // This quote type doesn't support escape sequences
      return string
    }

    // We need to form a regex that matches any of the escape characters,
    // without interpreting any of the characters as a regex special character.
    const anyEscape = '[' + this.escapes.replace(/(.)/g, '\\$1') + ']'

    // In regular quoted strings, we can only escape an escape character, and
    // the quote character itself.
    if (!isAnsiCQuote && this.escapedQuotes.includes(quote)) {
      const re = new RegExp(
        anyEscape + '(' + anyEscape + '|\\' + quote + ')', 'g')
      return string.replace(re, '$1')
    }

    // ANSI C quoted strings support a wide variety of escape sequences
    if (isAnsiCQuote) {
      const patterns = {
        // Literal characters
        '([\\\\\'"?])': (x) => x,

        // Non-printable ASCII characters
        'a': () => '\x07',
        'b': () => '\x08',
        'e|E': () => '\x1b',
        'f': () => '\x0c',
        'n': () => '\x0a',
        'r': () => '\x0d',
        't': () => '\x09',
        'v': () => '\x0b',

        // Octal bytes
        '([0-7]{1,3})': (x) => String.fromCharCode(parseInt(x, 8)),

        // Hexadecimal bytes
        'x([0-9a-fA-F]{1,2})': (x) => String.fromCharCode(parseInt(x, 16)),

        // Unicode code units
        'u([0-9a-fA-F]{1,4})': (x) => String.fromCharCode(parseInt(x, 16)),
        'U([0-9a-fA-F]{1,8})': (x) => String.fromCharCode(parseInt(x, 16)),

        // Control characters
        // https://en.wikipedia.org/wiki/Control_character#How_control_characters_map_to_keyboards
        'c(.)': (x) => {
          if (x === '?') {
            return '\x7f'
          } else if (x === '@') {
            return '\x00'
          } else {
            return String.fromCharCode(x.charCodeAt(0) & 31)
          }
        }
      }

      // Construct an uber-RegEx that catches all of the above pattern
      const re = new RegExp(
        anyEscape + '(' + Object.keys(patterns).join('|') + ')', 'g')

      // For each match, figure out which subpattern matched, and apply the
      // corresponding function
      return string.replace(re, function (m, p1) {
        for (const matched in patterns) {
          const mm = new RegExp('^' + matched + '$').exec(p1)
          if (mm === null) {
            continue
          }

          return patterns[matched].apply(null, mm.slice(1))
        }
      })
    }

    // Should not get here
    return undefined
  }

  * [Symbol.iterator] () {
    let inQuote = false
    let inDollarQuote = false
    let escaped = false
    let lastDollar = -2 // position of last dollar sign we saw
    let token

    if (this.debug) {
      console.log('full input:', '>' + this.string + '<')
    }

    while (true) {
      const pos = this.i
      const char = this.readChar()

      if (this.debug) {
        console.log(
          'position:', pos,
          'input:', '>' + char + '<',
          'accumulated:', token,
          'inQuote:', inQuote,
          'inDollarQuote:', inDollarQuote,
          'lastDollar:', lastDollar,
          'escaped:', escaped
        )
      }

      // Ran out of characters, we're done
      if (char === '') {
        if (inQuote) { throw new Error('Got EOF while in a quoted string') }
        if (escaped) { throw new Error('Got EOF while in an escape sequence') }
        if (token !== undefined) { yield token }
        return
      }

      // We were in an escape sequence, complete it
      if (escaped) {
        if (char === '\n') {
          // An escaped newline just means to continue the command on the next
          // line. We just need to ignore it.
        } else if (inQuote) {
          // If we are in a quote, just accumulate the whole escape sequence,
          // as we will interpret escape sequences later.
          token = (token || '') + escaped + char
        } else {
          // Just use the literal character
          token = (token || '') + char
        }

        escaped = false
        continue
      }

      if (this.escapes.includes(char)) {
        if (!inQuote || inDollarQuote !== false || this.escapedQuotes.includes(inQuote)) {
          // We encountered an escape character, which is going to affect how
          // we treat the next character.
          escaped = char
          continue
        } else {
          // This string type doesn't use escape characters. Ignore for now.
        }
      }

      // We were in a string
      if (inQuote !== false) {
        // String is finished. Don't grab the quote character.
        if (char === inQuote) {
          token = this.processEscapes(token, inQuote, inDollarQuote === '\'')
          inQuote = false
          inDollarQuote = false
          continue
        }

        // String isn't finished yet, accumulate the character
        token = (token || '') + char
        continue
      }

      // This is the start of a new string, don't accumulate the quotation mark
      if (this.quotes.includes(char)) {
        inQuote = char
        if (lastDollar === pos - 1) {
          if (char === '\'' && !this.ansiCQuotes) {
            // Feature not enabled
          } else if (char === '"' && !this.localeQuotes) {
            // Feature not enabled
          } else {
            inDollarQuote = char
          }
        }

        token = (token || '') // fixes blank string

        if (inDollarQuote !== false) {
          // Drop the opening $ we captured before
          token = token.slice(0, -1)
        }

        continue
      }

      // This is a dollar sign, record that we saw it in case it's the start of
      // an ANSI C or localized string
      if (inQuote === false && char === '$') {
        lastDollar = pos
      }

      // This is whitespace, so yield the token if we have one
      if (this.whitespace.includes(char)) {
        if (token !== undefined) { yield token }
        token = undefined
        continue
      }

      // Otherwise, accumulate the character
      token = (token || '') + char
    }
  }
}


/**
 * Splits a given string using shell-like syntax. This function is the inverse
 * of shlex.join().
 *
 * @param {String} s String to split.
 * @returns {String[]}
 */
function shlex_split (s) {
  return Array.from(new Shlexer(s))
}

/**
 * Escapes a potentially shell-unsafe string using quotes.
 *
 * @param {String} s String to quote
 * @returns {String}
 */
function quote (s) {
  if (s === '') { return '\'\'' }

  const unsafeRe = /[^\w@%\-+=:,./]/
  if (!unsafeRe.test(s)) { return s }

  return ('\'' + s.replace(/('+)/g, '\'"$1"\'') + '\'').replace(/^''|''$/g, '')
}


/**
 * Concatenate the tokens of the list args and return a string. This function
 * is the inverse of shlex.split().
 *
 * The returned value is shell-escaped to protect against injection
 * vulnerabilities (see shlex.quote()).
 *
 * @param {String[]} args List of args to join
 * @returns {String}
 */
function join (args) {
  if (!Array.isArray(args)) {
    throw new TypeError("args should be an array")
  }
  return args.map(quote).join(" ")
}

;// CONCATENATED MODULE: ./build/read/posix-words.js
/** Text as typed at a prompt -> its words, by POSIX's rules of quoting (XCU 2.2) alone: nothing is expanded or run. */

/** A word of any kind, quoted. `$` is found outside of single quotes alone. */
const quoted = /\\[\s\S]|'[^']*'|"(?<double>(?:\\[\s\S]|[^"\\])*)"|\$/g;
/**
 * The words, which white space and newlines separate; a backslash before a newline joins lines. Undefined when a quote
 * is not closed, or nothing stands behind the last backslash. `$`, `;`, `*`, `#` and backticks are plain characters.
 */
function splitWords(text) {
    try {
        return shlex_split(plainly(text.replaceAll('\r\n', '\n')));
    }
    catch {
        return undefined;
    }
}
/**
 * In double quotes shlex keeps the backslash of `\$`, and it unescapes what stands in front of them a second time; and
 * it takes `$'…'` for bash's. So it gets single quotes for double ones, and each `$` escaped.
 */
function plainly(text) {
    return text.replace(quoted, (all, double) => {
        if (double !== undefined)
            return inSingleQuotes(double.replace(/\\(?:\n|([$`"\\]))/g, '$1'));
        return all === '$' ? '\\$' : all;
    });
}
function inSingleQuotes(text) {
    return `'${text.replaceAll("'", "'\\''")}'`;
}

;// CONCATENATED MODULE: ./build/read/published-ports.js

/** Reads `[[ADDRESS:][PORT]:]TARGET[/PROTOCOL]`, or `published=PORT,target=TARGET`; undefined when the text is neither. */
function readPublished(text) {
    const [, place = '', protocol = 'tcp'] = /^([^/]*)(?:\/(tcp|udp|sctp))?$/i.exec(text.includes('=') ? inShort(text) : text) ?? [];
    const parts = place.split(':');
    const target = readRange(parts.at(-1) ?? '');
    const host = parts.length < 2 || parts.at(-2) === '' ? undefined : readRange(parts.at(-2) ?? '');
    const address = published_ports_readAddress(parts.slice(0, -2).join(':'));
    const isWrong = host === undefined && parts.length > 1 && parts.at(-2) !== '';
    if (target === undefined || target.first === 0 || address === undefined || isWrong)
        return undefined;
    const ports = pairs(host, target);
    return ports?.map((pair) => ({ address, ...pair, protocol: protocol.toLowerCase() }));
}
/** The long form, whose keys docker puts into the short one. */
function inShort(text) {
    const given = new Map(text.split(',').map((field) => [field.split('=', 1)[0], field.slice(field.indexOf('=') + 1)]));
    return `${given.get('published') ?? ''}:${given.get('target') ?? ''}/${given.get('protocol') ?? 'tcp'}`;
}
function readRange(text) {
    const [, start = '', end = start] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
    const [first, last] = [Number(start), Number(end)];
    return start === '' || last > 65_535 || first > last ? undefined : { first, count: last - first + 1 };
}
/** Docker wants brackets around IPv6, which are left out here; empty for none. */
function published_ports_readAddress(text) {
    const inBrackets = /^\[(.*)\]$/.exec(text)?.[1];
    if (inBrackets !== undefined)
        return isV6(inBrackets) ? inBrackets : undefined;
    return text === '' || isV4(text) ? text : undefined;
}
/** A range for one target means any port of it. Port 0 means any port at all. */
function pairs(host, target) {
    const isChoice = host !== undefined && target.count === 1 && host.count > 1;
    if (host !== undefined && !isChoice && host.count !== target.count)
        return undefined;
    return Array.from({ length: target.count }, (_, step) => {
        const port = host === undefined || isChoice ? 0 : host.first + step;
        return { port: port === 0 ? undefined : port, target: target.first + step };
    });
}

;// CONCATENATED MODULE: ./build/read/run-option-names.js
/** The options of `docker run` and `docker create` (docker CLI 28); a test compares them with what docker prints. */
/** Those that take a value. */
const valueOptions = [
    ...['add-host', 'annotation', 'attach', 'blkio-weight', 'blkio-weight-device', 'cap-add', 'cap-drop'],
    ...['cgroup-parent', 'cgroupns', 'cidfile', 'cpu-count', 'cpu-percent', 'cpu-period', 'cpu-quota', 'cpu-rt-period'],
    ...['cpu-rt-runtime', 'cpu-shares', 'cpus', 'cpuset-cpus', 'cpuset-mems', 'detach-keys', 'device'],
    ...['device-cgroup-rule', 'device-read-bps', 'device-read-iops', 'device-write-bps', 'device-write-iops', 'dns'],
    ...['dns-option', 'dns-search', 'domainname', 'entrypoint', 'env', 'env-file', 'expose', 'gpus', 'group-add'],
    ...['health-cmd', 'health-interval', 'health-retries', 'health-start-interval', 'health-start-period'],
    ...['health-timeout', 'hostname', 'io-maxbandwidth', 'io-maxiops', 'ip', 'ip6', 'ipc', 'isolation', 'kernel-memory'],
    ...['label', 'label-file', 'link', 'link-local-ip', 'log-driver', 'log-opt', 'mac-address', 'memory'],
    ...['memory-reservation', 'memory-swap', 'memory-swappiness', 'mount', 'name', 'network', 'network-alias'],
    ...['oom-score-adj', 'pid', 'pids-limit', 'platform', 'publish', 'pull', 'restart', 'runtime', 'security-opt'],
    ...['shm-size', 'stop-signal', 'stop-timeout', 'storage-opt', 'sysctl', 'tmpfs', 'ulimit', 'user', 'userns', 'uts'],
    ...['volume', 'volume-driver', 'volumes-from', 'workdir'],
];
/** Those that are on, or off by `=false`. */
const switchOptions = [
    ...['detach', 'disable-content-trust', 'help', 'init', 'interactive', 'no-healthcheck', 'oom-kill-disable'],
    ...['privileged', 'publish-all', 'quiet', 'read-only', 'rm', 'sig-proxy', 'tty', 'use-api-socket'],
];
/** What one letter stands for. */
const letterOptions = new Map([
    ['a', 'attach'],
    ['c', 'cpu-shares'],
    ['d', 'detach'],
    ['e', 'env'],
    ['h', 'hostname'],
    ['i', 'interactive'],
    ['l', 'label'],
    ['m', 'memory'],
    ['p', 'publish'],
    ['P', 'publish-all'],
    ['q', 'quiet'],
    ['t', 'tty'],
    ['u', 'user'],
    ['v', 'volume'],
    ['w', 'workdir'],
]);
/** Names that docker still takes and no longer shows. */
const hiddenOptions = new Map([
    ['dns-opt', 'dns-option'],
    ['net', 'network'],
    ['net-alias', 'network-alias'],
]);

;// CONCATENATED MODULE: ./build/read/option-words.js
/** Words of a command line -> options, as docker's own reader takes them (github.com/spf13/pflag). */


const notKnown = 'is not an option of `docker run`';
const listed = '`docker run --help` lists them all';
/** Reads the words up to one that is no option. */
function readOptionWords(words) {
    const found = [];
    for (let at = 0; at < words.length;) {
        const next = readNext(words, at);
        found.push(next);
        if ('wrong' in next && next.last)
            break;
        at += next.words.length;
        // What stands behind an option that nobody knows is most likely its value.
        if ('wrong' in next && words[at]?.startsWith('-') === false)
            at += 1;
    }
    return found;
}
function readNext(words, at) {
    const word = words[at] ?? '';
    const behind = words.slice(at + 1, at + 2);
    if (!word.startsWith('-') || word === '-' || word === '--')
        return noOption(word);
    return word.startsWith('--') ? readLong(word, behind) : readLetters(word, behind);
}
function noOption(word) {
    if (word === 'docker')
        return fault(word, notKnown, 'give the options alone, without `docker run`', true);
    if (word.startsWith('#'))
        return fault(word, notKnown, 'remove it: there are no comments here', true);
    return fault(word, notKnown, 'the image is the one that was built; a command goes into `deploy-command`', true);
}
function readLong(word, behind) {
    const { name: typed = '', value } = /^--(?<name>[^=]*)(?:=(?<value>.*))?$/s.exec(word)?.groups ?? {};
    const name = hiddenOptions.get(typed) ?? typed;
    if (switchOptions.includes(name))
        return readSwitch(word, name, value);
    if (!valueOptions.includes(name))
        return unknownOption(typed);
    if (value !== undefined)
        return { words: [word], options: [{ name, value, typed: word }] };
    return withNext({ words: [word], options: [] }, { name, value: '', typed: word }, behind);
}
/** What Go's strconv.ParseBool knows. */
function readSwitch(word, name, value = 'true', before = []) {
    const isKnown = /^(?:[01tTfF]|true|True|TRUE|false|False|FALSE)$/.test(value);
    const on = /^[1tT]/.test(value) ? 'true' : 'false';
    if (isKnown)
        return { words: [word], options: [...before, { name, value: on, typed: word }] };
    return fault(word, 'is neither true nor false', `write --${name} or --${name}=false`);
}
/** Switches may stand behind one dash; the first letter that takes a value takes the rest of the word. */
function readLetters(word, behind) {
    const options = [];
    for (let at = 1; at < word.length; at += 1) {
        const [letter = '', rest] = [word[at], word.slice(at + 1)];
        const name = letterOptions.get(letter);
        const typed = `-${letter}${rest}`;
        if (name === undefined)
            return fault(`-${letter}`, notKnown, listed);
        if (switchOptions.includes(name) && rest.startsWith('='))
            return readSwitch(word, name, rest.slice(1), options);
        if (switchOptions.includes(name))
            options.push({ name, value: 'true', typed: `-${letter}` });
        else if (rest === '')
            return withNext({ words: [word], options }, { name, value: '', typed }, behind);
        else
            return { words: [word], options: [...options, { name, value: rest.replace(/^=(?=.)/s, ''), typed }] };
    }
    return { words: [word], options };
}
/** Takes the next word for a value, whatever it looks like. */
function withNext(before, option, behind) {
    const [value] = behind;
    if (value === undefined)
        return fault(option.typed, 'needs a value behind it', 'write one, or remove the option');
    const typed = `${option.typed} ${value}`;
    return { words: [...before.words, value], options: [...before.options, { ...option, value, typed }] };
}
function unknownOption(name) {
    const near = (0,nearest/* nearest */.p)(name, [...valueOptions, ...switchOptions]);
    return fault(`--${name}`, notKnown, near === undefined ? listed : `did you mean --${near}?`);
}
function fault(word, wrong, cure, last = false) {
    return { words: [word], wrong, cure, last };
}

;// CONCATENATED MODULE: ./build/read/run-options.js




/**
 * Reads options as one would type them, on any number of lines. What a deploy owns is refused by name. Options that are
 * wrong are left out and told.
 */
function readRunOptions(text) {
    const words = splitWords(text);
    if (words === undefined)
        return { value: decide([]), problems: [{ input, ...run_options_openQuote }] };
    const good = [];
    const problems = [];
    for (const item of readOptionWords(words)) {
        const faults = 'wrong' in item ? [told(item.words.join(' '), item)] : item.options.flatMap(check);
        problems.push(...faults);
        if (!('wrong' in item) && faults.length === 0)
            good.push(item);
    }
    return { value: decide(good), problems: [...problems, ...checkHealth(good)] };
}
const input = 'deploy-run';
/** The text stays out of the message: what has a stray quote may be a secret. */
const run_options_openQuote = {
    wrong: 'has a quote that is not closed, or ends in a backslash',
    cure: 'close it; a quote that means itself is typed as \\\' or \\"',
};
const noTerminal = { wrong: 'is of no use: a deploy has no terminal', cure: 'remove it' };
/** Options that a deploy decides by itself. */
const owned = new Map([
    ['attach', noTerminal],
    ['interactive', noTerminal],
    ['tty', noTerminal],
    ['sig-proxy', noTerminal],
    ['detach-keys', noTerminal],
    ['detach', { wrong: 'is what a deploy does anyway', cure: 'remove it' }],
    [
        'name',
        { wrong: 'is chosen by Slipway, one for each deploy', cure: 'remove it; `deploy-name` is what it begins with' },
    ],
    ['rm', { wrong: 'would remove the container that a rollback starts again', cure: 'remove it' }],
    ['pull', { wrong: 'is of no use: the image is pulled by its digest before', cure: 'remove it' }],
    ['platform', { wrong: 'is of no use: each host gets the image for its own platform', cure: 'remove it' }],
    ['cidfile', { wrong: 'would write a file on the runner, which is gone after the job', cure: 'remove it' }],
    ['help', { wrong: 'starts no container', cure: 'remove it' }],
    [
        'use-api-socket',
        {
            wrong: "would leave this run's logins of registries in the container",
            cure: 'write --volume /var/run/docker.sock:/var/run/docker.sock',
        },
    ],
]);
function check(option) {
    const fault = owned.get(option.name) ?? checkValue(option);
    return fault === undefined ? [] : [told(option.typed, fault)];
}
function checkValue({ name, value }) {
    switch (name) {
        case 'label':
            return value.startsWith('io.slipway.') ? ownLabel : undefined;
        case 'publish':
            return readPublished(value) === undefined ? notPorts : undefined;
        case 'volume':
            return checkVolume(value);
        case 'mount':
            return checkMount(value);
        default:
            return undefined;
    }
}
const ownLabel = {
    wrong: "is one of Slipway's own labels",
    cure: 'give it a name that does not begin with io.slipway.',
};
const notPorts = {
    wrong: 'is not [ADDRESS:][HOST-PORT:]PORT',
    cure: 'write for example --publish 127.0.0.1:8080:80/tcp',
};
const windowsPath = /^[A-Za-z]:[\\/]/;
const volumeName = /^[A-Za-z0-9][\w.-]*$/;
function checkVolume(value) {
    if (windowsPath.test(value))
        return undefined;
    const [source = '', target] = value.split(':');
    if (target !== undefined && volumeName.test(source))
        return undefined;
    if (target === undefined && !/^[/~]|[$`]/.test(source))
        return { wrong: 'is not SOURCE:/PATH', cure: 'write for example --volume data:/var/lib/app' };
    return checkPath(source);
}
function checkMount(value) {
    const fields = fieldsOf(value);
    const source = fields.get('source') ?? fields.get('src') ?? '';
    return fields.get('type') !== 'bind' || windowsPath.test(source) ? undefined : checkPath(source);
}
/** The command line would take a relative path from the runner; and no shell has seen these words. */
function checkPath(path) {
    if (/^~|[$`]/.test(path))
        return {
            wrong: 'has a path with ~, $ or ` in it, which nothing expands',
            cure: 'write an absolute path of the host',
        };
    if (path.startsWith('/'))
        return undefined;
    return { wrong: 'names a folder of the runner, not of the host', cure: 'write an absolute path of the host' };
}
function checkHealth(items) {
    const options = items.flatMap((item) => item.options);
    if (!isOn(options, 'no-healthcheck'))
        return [];
    const beside = options.find(({ name }) => name.startsWith('health-'));
    const fault = { wrong: 'is given beside --no-healthcheck', cure: 'take one of them' };
    return beside === undefined ? [] : [told(beside.typed, fault)];
}
function told(value, { wrong, cure }) {
    return { input, value, wrong, ...(cure !== undefined && { cure }) };
}
function decide(items) {
    const options = items.flatMap((item) => item.options);
    const valuesOf = (wanted) => options.filter(({ name }) => name === wanted).map(({ value }) => value);
    const isChecked = (valuesOf('health-cmd').at(-1) ?? '') !== '';
    return {
        words: items.flatMap((item) => item.words),
        told: items.flatMap(toldWords).join(' '),
        shared: items.filter((item) => !item.options.some(isOfServing)).flatMap((item) => item.words),
        ports: valuesOf('publish').flatMap(published),
        exclusive: options.find(isExclusive)?.typed,
        networks: valuesOf('network').map((value) => network(value).get('name') ?? ''),
        restart: valuesOf('restart').at(-1),
        health: isOn(options, 'no-healthcheck') ? 'off' : isChecked ? 'set' : 'image',
    };
}
function toldWords({ words, options }) {
    if (!options.some(({ name }) => name === 'env'))
        return words;
    return options.map(({ name, value, typed }) => (name === 'env' ? `--env ${value.split('=')[0]}` : typed));
}
/** What only the container that serves has: a command that runs once would meet it, or take its place. */
function isOfServing({ name }) {
    return name.startsWith('health-') || ofServing.includes(name) || single.includes(name);
}
const ofServing = ['publish', 'publish-all', 'restart', 'no-healthcheck', 'network-alias', 'hostname', 'entrypoint'];
/** What one container alone can have. A second one would not start, or answer in place of the first. */
function isExclusive({ name, value }) {
    if (name === 'publish')
        return published(value).some(({ port }) => port !== undefined);
    if (single.includes(name))
        return value !== '';
    const settings = name === 'network' ? network(value) : undefined;
    return settings?.get('name') === 'host' || single.some((setting) => settings?.has(setting) === true);
}
const single = ['ip', 'ip6', 'mac-address'];
function published(value) {
    return readPublished(value) ?? [];
}
/** A name, or settings such as `name=backend,ip=10.0.0.2`. */
function network(value) {
    return value.includes('=') ? fieldsOf(value) : new Map([['name', value]]);
}
/** Comma-separated `KEY=VALUE`, with the quoting of CSV, as docker reads it. */
function fieldsOf(value) {
    const pairs = (tryRead(readList, value) ?? []).map((field) => readPair(field) ?? { key: field, value: '' });
    return new Map(pairs.map((pair) => [pair.key.toLowerCase(), pair.value.trim()]));
}
/** The last one given holds. */
function isOn(options, wanted) {
    return options.filter(({ name }) => name === wanted).at(-1)?.value === 'true';
}

// EXTERNAL MODULE: ./build/read/secret.js
var secret = __nccwpck_require__(2409);
// EXTERNAL MODULE: ./build/read/ssh-key.js
var ssh_key = __nccwpck_require__(9781);
;// CONCATENATED MODULE: ./build/read/deploy-inputs.js








const defaults = { healthSeconds: 90, successes: 3, watchSeconds: 15, keep: 3, lockWaitSeconds: 900 };
function readDeploy(reader) {
    const key = (0,ssh_key/* readSshKey */.Q)(reader.text('deploy-ssh-key'));
    reader.problems.push(...key.problems);
    return {
        asked: reader.optional('deploy-hosts') !== undefined,
        hosts: reader.reading(readHosts('deploy-hosts', reader.text('deploy-hosts'))),
        jump: jumpHost(reader),
        // One that is wrong has been told, and is not missing.
        key: key.key ?? (key.problems.length > 0 ? (0,secret/* sealed */.J)('') : undefined),
        knownHosts: reader.reading(readKnownHosts(reader.text('deploy-known-hosts'))),
        dockerSocket: reader.matching('deploy-docker-socket', /^\/[\w./-]+$/, 'an absolute path on the host') ?? '/var/run/docker.sock',
        name: reader.matching('deploy-name', /^[A-Za-z0-9][\w.-]+$/, 'a name that a container can have'),
        run: reader.reading(readRunOptions(reader.text('deploy-run'))),
        command: words(reader, 'deploy-command'),
        environment: {
            values: reader.environment('deploy-env'),
            secrets: reader.environmentSecrets('deploy-secrets'),
        },
        migrate: reader.commandLine('deploy-migrate'),
        health: {
            path: reader.matching('deploy-health-path', /^\/\S*$/, 'a path such as /healthz'),
            port: reader.port('deploy-health-port'),
            timeoutSeconds: reader.duration('deploy-health-timeout') ?? defaults.healthSeconds,
            successes: count(reader, 'deploy-health-successes', 1) ?? defaults.successes,
        },
        watchSeconds: reader.secondsOrNone('deploy-watch') ?? defaults.watchSeconds,
        parallel: share(reader, 'deploy-parallel') ?? { kind: 'number', value: 1 },
        maxUnavailable: share(reader, 'deploy-max-unavailable') ?? { kind: 'number', value: 0 },
        keep: count(reader, 'deploy-keep', 1) ?? defaults.keep,
        proxy: proxy(reader),
        proxyImage: reader.optional('deploy-proxy-image'),
        githubEnvironment: reader.optional('deploy-environment'),
        url: reader.matching('deploy-url', /^https?:\/\/\S+$/, 'an address such as https://app.example.com'),
        force: reader.switch('deploy-force'),
        lockWaitSeconds: reader.secondsOrNone('deploy-lock-wait') ?? defaults.lockWaitSeconds,
    };
}
function jumpHost(reader) {
    return reader.reading(readHosts('deploy-jump-host', reader.text('deploy-jump-host')))[0];
}
/** As `docker run IMAGE …` takes them; no shell reads them. */
function words(reader, name) {
    const text = reader.optional(name) ?? '';
    const read = jsonWords(text) ?? splitWords(text);
    if (read === undefined)
        reader.problem(name, text, 'has a quote that is not closed', 'close it, or write JSON');
    return read ?? [];
}
function count(reader, name, least) {
    const text = reader.matching(name, /^\d{1,4}$/, 'a whole number');
    if (text === undefined || Number(text) >= least)
        return text === undefined ? undefined : Number(text);
    reader.refuse(name, text, `a number from ${least} on`);
    return undefined;
}
function share(reader, name) {
    const text = reader.matching(name, /^\d{1,4}%?$/, 'a number of hosts such as 2, or a share such as 25%');
    if (text === undefined)
        return undefined;
    const value = Number.parseInt(text, 10);
    return { kind: text.endsWith('%') ? 'percent' : 'number', value };
}
function proxy(reader) {
    const text = reader.optional('deploy-proxy');
    const [port, ...more] = text === undefined ? [] : (readPublished(text) ?? []);
    if (text === undefined)
        return undefined;
    if (port?.port !== undefined && port.protocol === 'tcp' && more.length === 0)
        return { address: port.address, port: port.port, target: port.target };
    reader.refuse('deploy-proxy', text, 'HOST-PORT:PORT, for example 80:8080');
    return undefined;
}

;// CONCATENATED MODULE: ./build/read/flavor.js
/** The `flavor` input: what holds for every tag. */



const keys = ['latest', 'prefix', 'suffix', 'onlatest'];
/**
 * Reads lines such as `latest=auto` and `suffix=-alpine,onlatest=false`. Unlike in docker/metadata-action a suffix is on
 * `latest` too unless `onlatest=false` stands behind it: a variant must not take the plain `latest`.
 */
async function readFlavor(text) {
    const problems = [];
    const flavor = { latest: 'auto', prefix: '', suffix: '', prefixOnLatest: 'false', suffixOnLatest: 'true' };
    for (const { text: field, pair, affix } of readFields(text, problems)) {
        if (pair === undefined || !keys.includes(pair.key))
            problems.push(unknownKey(field, pair?.key));
        else if (pair.key === 'latest')
            flavor.latest = word(pair.value, ['auto', 'true', 'false'], field, problems);
        else if (pair.key !== 'onlatest') {
            flavor[pair.key] = pair.value;
            problems.push(...(await badExpression(field, pair.value)));
        }
        else if (affix === undefined)
            problems.push(alone(field));
        else
            flavor[`${affix}OnLatest`] = word(pair.value, ['true', 'false'], field, problems);
    }
    return {
        value: {
            ...flavor,
            latest: flavor.latest,
            prefixOnLatest: flavor.prefixOnLatest === 'true',
            suffixOnLatest: flavor.suffixOnLatest === 'true',
        },
        problems,
    };
}
function readFields(text, problems) {
    return text.split(/\r?\n/).flatMap((line) => {
        const items = tryRead(readList, line);
        if (items === undefined)
            problems.push({ input: 'flavor', ...openQuote });
        const pairs = (items ?? []).map((item) => ({ text: item, pair: readKey(item) }));
        return pairs.map((field, index) => ({ ...field, affix: pairs.slice(0, index).map(affixOf).findLast(Boolean) }));
    });
}
function readKey(item) {
    const pair = readPair(item);
    return pair === undefined ? undefined : { key: pair.key.toLowerCase(), value: pair.value.trim() };
}
function affixOf({ pair }) {
    return pair?.key === 'prefix' || pair?.key === 'suffix' ? pair.key : undefined;
}
function alone(field) {
    return {
        input: 'flavor',
        value: field,
        wrong: 'stands alone',
        cure: 'write it behind prefix=… or suffix=…, on the same line',
    };
}
function unknownKey(field, key) {
    const near = key === undefined ? undefined : (0,nearest/* nearest */.p)(key, keys);
    return {
        input: 'flavor',
        value: field,
        wrong: 'is not one of latest=auto|true|false, prefix=TEXT, suffix=TEXT, onlatest=true|false',
        ...(near !== undefined && { cure: `did you mean ${near}?` }),
    };
}
function word(value, known, field, problems) {
    if (known.includes(value))
        return value;
    problems.push({ input: 'flavor', value: field, wrong: `is not one of ${known.join(', ')}` });
    return known[0] ?? '';
}
async function badExpression(field, text) {
    const error = await checkExpression(text, globalNames);
    if (error === undefined)
        return [];
    return [
        { input: 'flavor', value: field, wrong: error.message, ...(error.cure !== undefined && { cure: error.cure }) },
    ];
}

// EXTERNAL MODULE: ./build/read/image-name.js
var image_name = __nccwpck_require__(258);
;// CONCATENATED MODULE: ./build/read/images.js
/** The `images` input -> names. The grammar is docker/metadata-action's: a name, or `name=NAME,enable=true|false`, a line. */



const attributes = ['name', 'enable'];
/** Reads the input; an empty one means the repository's own name on ghcr.io. A line may hold several bare names. */
function readImages(text, repository) {
    const lines = tryRead(readLines, text);
    if (lines === undefined)
        return images_no(openQuote);
    const readings = (lines.length > 0 ? lines : [`ghcr.io/${repository}`]).map(images_readLine);
    return {
        value: readings.flatMap((reading) => reading.value),
        problems: readings.flatMap((reading) => reading.problems),
    };
}
function images_readLine(line) {
    const fields = tryRead(readList, line);
    if (fields === undefined)
        return images_no(openQuote);
    if (fields.some((field) => field.includes('=')))
        return images_readLong(line, fields);
    const names = fields.map(readName);
    return {
        value: names.flatMap((reading) => reading.value),
        problems: names.flatMap((reading) => reading.problems),
    };
}
function images_readLong(line, fields) {
    // A field without `=` is the name, as docker's action reads it.
    const pairs = fields.map((field) => (field.includes('=') ? readPair(field) : { key: 'name', value: field }));
    const given = {};
    for (const [index, pair] of pairs.entries()) {
        const key = pair?.key.toLowerCase() ?? '';
        if (!attributes.includes(key))
            return unknown(fields[index] ?? '', key);
        given[key] = (pair?.value ?? '').trim();
    }
    const { name = '', enable = 'true' } = given;
    if (name === '')
        return images_no({ value: line, wrong: 'has no name', cure: 'write name=HOST/NAMESPACE/NAME' });
    if (enable !== 'true' && enable !== 'false')
        return images_no({ value: `enable=${enable}`, wrong: 'is not enable=true or enable=false' });
    const reading = readName(name);
    return enable === 'true' ? reading : { value: [], problems: reading.problems };
}
function unknown(field, key) {
    const near = (0,nearest/* nearest */.p)(key, attributes);
    const wrong = 'is not one of name=NAME, enable=true|false';
    return images_no({ value: field, wrong, ...(near !== undefined && { cure: `did you mean ${near}?` }) });
}
function readName(text) {
    const reading = (0,image_name/* readImageName */.t4)(text);
    if (reading.ok)
        return { value: [reading.name], problems: [] };
    return images_no({ value: text, wrong: reading.wrong, ...(reading.cure !== undefined && { cure: reading.cure }) });
}
function images_no(problem) {
    return { value: [], problems: [{ input: 'images', ...problem }] };
}

;// CONCATENATED MODULE: ./build/read/durations.js
/** Durations as people write them -> seconds: `90s`, `2m`, `1h`, `1m30s`, `500ms`, or plain seconds. */
const units = { ms: 0.001, s: 1, m: 60, h: 3600 };
/** Undefined when the text is none. Zero is one, as far as reading goes. */
function readDuration(text) {
    if (/^\d+(?:\.\d+)?$/.test(text))
        return Number(text);
    if (!/^(?:\d+(?:\.\d+)?(?:ms|[smh]))+$/.test(text))
        return undefined;
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smh])/g)];
    return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (units[unit] ?? 0), 0);
}

;// CONCATENATED MODULE: ./build/read/input-names.js
/** What every input is called. */
/** The names, as action.yml has them; a test holds the two together. */
const inputNames = [
    'context',
    'file',
    'target',
    'test-target',
    'build-args',
    'build-contexts',
    'platforms',
    'reproducible',
    'builder',
    'driver',
    'driver-opts',
    'buildkitd-flags',
    'buildkitd-config-inline',
    'builder-endpoint',
    'pull',
    'no-cache',
    'no-cache-filters',
    'add-hosts',
    'network',
    'shm-size',
    'ulimit',
    'secrets',
    'secret-envs',
    'secret-files',
    'ssh',
    'images',
    'tags',
    'flavor',
    'labels',
    'annotations',
    'overwrite',
    'lint',
    'lint-ignore',
    'test-command',
    'test-env',
    'test-secrets',
    'test-timeout',
    'test-reports',
    'services',
    'services-env',
    'smoke-test',
    'smoke-path',
    'smoke-port',
    'smoke-command',
    'smoke-env',
    'smoke-timeout',
    'push',
    'registry',
    'username',
    'password',
    'registry-auth',
    'publish-timeout',
    'sign',
    'sign-key',
    'provenance',
    'sbom',
    'cache',
    'cache-from',
    'cache-to',
    'cache-mounts',
    'deploy-hosts',
    'deploy-ssh-key',
    'deploy-known-hosts',
    'deploy-jump-host',
    'deploy-docker-socket',
    'deploy-name',
    'deploy-run',
    'deploy-command',
    'deploy-env',
    'deploy-secrets',
    'deploy-migrate',
    'deploy-health-path',
    'deploy-health-port',
    'deploy-health-timeout',
    'deploy-health-successes',
    'deploy-watch',
    'deploy-parallel',
    'deploy-max-unavailable',
    'deploy-keep',
    'deploy-proxy',
    'deploy-proxy-image',
    'deploy-environment',
    'deploy-url',
    'deploy-force',
    'deploy-lock-wait',
    'stage',
    'runs-on',
    'runners',
    'image',
    'proofs',
    'dry-run',
    'github-token',
];

;// CONCATENATED MODULE: ./build/read/runner-labels.js

/** Undefined when it is no label and no list of some. */
function readLabels(text) {
    const labels = text.startsWith('[') ? jsonList(text) : [text];
    return labels !== undefined && labels.length > 0 && labels.every(isLabel) ? labels : undefined;
}
/** GitHub's own labels, and what people give theirs. */
function isLabel(text) {
    return /^[\w.:@/-]+$/.test(text);
}
function jsonList(text) {
    try {
        const list = JSON.parse(text);
        return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
    }
    catch {
        return undefined;
    }
}
/** `PLATFORM=LABEL` a line. */
function readRunners(text) {
    const lines = (tryRead(readLines, text) ?? [text]).map((line) => ({ line, runner: readRunner(line) }));
    return {
        runners: lines.flatMap(({ runner }) => runner ?? []),
        wrong: lines.flatMap(({ line, runner }) => (runner === undefined ? [line] : [])),
    };
}
function readRunner(line) {
    const pair = readPair(line);
    const labels = readLabels(pair?.value.trim() ?? '');
    return pair === undefined || labels === undefined ? undefined : { platform: pair.key, labels };
}

;// CONCATENATED MODULE: ./build/read/input-reader.js
/** The inputs of a step as text, and what can be read from one of them. */









/** Architectures by Go's names, which Docker uses (go.dev, `go tool dist list`). */
const architectures = [
    ...['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mips64', 'mips64le', 'mipsle', 'ppc64', 'ppc64le'],
    ...['riscv64', 's390x', 'wasm'],
];
const usualRunner = 'ubuntu-latest';
/** How a builder is set up, and the drivers for which that is nothing. */
const settings = [
    ['driver', []],
    ['driver-opts', ['docker']],
    ['buildkitd-flags', ['docker', 'remote']],
    ['buildkitd-config-inline', ['docker', 'remote']],
];
/** Inputs of docker's actions that have no place here, and what to do instead. */
const elsewhere = {
    'sep-tags': 'remove it: the output `tags` has one a line',
    'sep-labels': 'remove it: the output `labels` has one a line',
    'sep-annotations': 'remove it: the output `annotations` has one a line',
    'bake-target': 'remove it: the bake files name the target docker-metadata-action',
    endpoint: 'it is called builder-endpoint here',
    'buildkitd-config': 'put its text into buildkitd-config-inline',
    load: 'remove it: the image is in the engine until the job ends, as the output `imageid`',
};
/** Names that a container's environment can have. */
const variableName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const smokeSeconds = 60;
/** Reads one input after the other, and collects what is wrong with them. */
class Reader {
    problems = [];
    #given;
    constructor(given) {
        this.#given = given;
    }
    text(name) {
        return this.#given.inputs[name] ?? '';
    }
    optional(name) {
        const value = this.text(name).trim();
        return value === '' ? undefined : value;
    }
    builder() {
        const name = this.matching('builder', /^[A-Za-z0-9][\w.-]*$/, 'the name of a builder, as `docker buildx ls` shows it');
        const driver = this.oneOf('driver', ['docker', 'docker-container', 'remote']);
        const endpoint = this.optional('builder-endpoint');
        if (driver === 'remote' && endpoint === undefined)
            this.problem('driver', driver, 'needs `builder-endpoint`', 'say where it is, for example tcp://buildkit:1234');
        if (driver !== 'remote' && endpoint !== undefined)
            this.problem('builder-endpoint', endpoint, 'is of use with `driver: remote` alone', 'add it, or remove this');
        for (const [input, unfit] of settings) {
            const value = this.optional(input);
            if (value === undefined)
                continue;
            if (name !== undefined)
                this.problem(input, value, 'is given beside `builder`', 'it is set up already: remove one of them');
            else if (driver !== undefined && unfit.includes(driver))
                this.problem(input, value, `is of no use with \`driver: ${driver}\``, 'remove it');
        }
        const [driverOpts, flags, config] = [
            this.list('driver-opts'),
            this.optional('buildkitd-flags'),
            this.optional('buildkitd-config-inline'),
        ];
        return { name, driver, driverOpts, flags, config, endpoint };
    }
    commandLine(name) {
        const text = this.optional(name);
        return text === undefined ? undefined : readCommandLine(text);
    }
    /** Items separated by newlines or commas. */
    list(name) {
        return this.items(name, readList);
    }
    /** Items one a line. */
    lines(name) {
        return this.items(name, readLines);
    }
    /** Lines in which quotes mean themselves. */
    plainLines(name) {
        const lines = this.text(name).split('\n');
        return lines.map((line) => line.trim()).filter((line) => line !== '');
    }
    refuseUnknown() {
        const unknown = Object.keys(this.#given.inputs).filter((name) => !inputNames.includes(name));
        for (const name of unknown) {
            const near = (0,nearest/* nearest */.p)(name, inputNames);
            const guess = near === undefined ? 'remove it; README.md lists every input' : `did you mean ${near}?`;
            const cure = elsewhere[name] ?? guess;
            this.problems.push({ input: name, wrong: 'there is no such input', cure });
        }
    }
    switch(name) {
        const value = this.text(name).trim().toLowerCase();
        if (!['', 'true', 'false'].includes(value))
            this.refuse(name, this.text(name), 'true or false');
        return value === 'true';
    }
    oneOf(name, known) {
        const value = this.optional(name);
        const found = known.find((word) => word === value);
        if (value !== undefined && found === undefined) {
            const near = (0,nearest/* nearest */.p)(value, known);
            this.refuse(name, value, `one of ${known.join(', ')}`, near && `did you mean ${near}?`);
        }
        return found;
    }
    matching(name, grammar, wanted) {
        const value = this.optional(name);
        if (value === undefined || grammar.test(value))
            return value;
        this.refuse(name, value, wanted);
        return undefined;
    }
    pairs(name, items, wanted) {
        return items.flatMap((item) => {
            const pair = readPair(item);
            if (pair === undefined)
                this.refuse(name, item, wanted);
            return pair ?? [];
        });
    }
    context(run) {
        const text = this.optional('context') ?? '.';
        if (['git', 'workflow'].includes(text) && this.optional('stage') === 'metadata')
            this.refuse('context', text, 'a build context', 'remove it: tags are made of the event that started the run');
        const own = `${run.serverUrl}/${run.repository}.git#${run.sha}`;
        if (text.startsWith('{{defaultContext}}')) {
            return { kind: 'remote', url: text.replace('{{defaultContext}}', own), ownRepository: true };
        }
        const remote = /^(?:https?:\/\/|git:\/\/|ssh:\/\/|git@|github\.com\/)/.test(text);
        return remote ? { kind: 'remote', url: text, ownRepository: false } : { kind: 'path', path: text };
    }
    testTarget() {
        const name = this.optional('test-target');
        if (name === undefined)
            return { kind: 'default' };
        return name === 'none' ? { kind: 'none' } : { kind: 'stage', name };
    }
    platforms() {
        const platforms = [...new Set(this.list('platforms'))];
        for (const platform of platforms) {
            const [os = '', architecture = '', variant] = platform.split('/');
            const known = architectures.includes(architecture) && /^[a-z]+$/.test(os) && !/[^a-z0-9.]/.test(variant ?? '');
            const near = (0,nearest/* nearest */.p)(architecture, architectures);
            if (!known || platform.split('/').length > 3)
                this.refuse('platforms', platform, 'a platform such as linux/amd64', near && `did you mean ${os.toLowerCase()}/${near}?`);
        }
        return platforms;
    }
    /** `KEY` alone takes the value from the environment, as `docker build --build-arg KEY` does. */
    buildArgs() {
        return this.lines('build-args').flatMap((item) => {
            const value = this.#given.env[item];
            if (!item.includes('='))
                return value === undefined ? [] : { key: item, value };
            const pair = readPair(item);
            if (pair === undefined)
                this.refuse('build-args', item, 'KEY=VALUE');
            return pair ?? [];
        });
    }
    /** What a container gets. `NAME` alone takes the value from the step's environment, of which it gets nothing else. */
    environment(name) {
        return this.lines(name).flatMap((item) => {
            const key = item.split('=', 1)[0]?.trim() ?? '';
            const value = item.includes('=') ? item.slice(item.indexOf('=') + 1) : this.#given.env[key];
            if (!variableName.test(key))
                this.refuse(name, item, 'NAME=VALUE');
            else if (value !== undefined)
                return { key, value };
            else
                this.refuse(name, key, "a variable of the step's environment", 'write NAME=VALUE, or set it with `env:`');
            return [];
        });
    }
    /** The values stay out of every message. */
    environmentSecrets(name) {
        return this.items(name, untrimmedLines).flatMap((item) => {
            const pair = readPair(item);
            if (pair !== undefined && variableName.test(pair.key))
                return { key: pair.key, value: (0,secret/* sealed */.J)(pair.value) };
            this.refuse(name, '***', 'NAME=VALUE', 'quote a value of several lines: "NAME=LINE 1 …"');
            return [];
        });
    }
    /** Seconds. */
    duration(name) {
        const text = this.optional(name);
        const seconds = text === undefined ? undefined : readDuration(text);
        if (text !== undefined && (seconds === undefined || seconds === 0))
            this.refuse(name, text, 'a duration such as 90s, 2m or plain seconds');
        return seconds === 0 ? undefined : seconds;
    }
    /** Seconds, or 0 for none at all. */
    secondsOrNone(name) {
        return /^0[a-z]*$/.test(this.text(name).trim()) ? 0 : this.duration(name);
    }
    smoke() {
        const path = this.matching('smoke-path', /^\/\S*$/, 'a path such as /healthz');
        const command = this.commandLine('smoke-command');
        if (path !== undefined && command !== undefined)
            this.problem('smoke-command', command.text, 'is given beside smoke-path', 'take one of them');
        if (command !== undefined && this.optional('smoke-port') !== undefined)
            this.problem('smoke-port', this.text('smoke-port'), 'is given beside smoke-command', 'take one of them');
        const port = this.port('smoke-port');
        return {
            when: this.oneOf('smoke-test', ['auto', 'true', 'false']) ?? 'auto',
            path,
            port,
            command,
            env: this.environment('smoke-env'),
            timeoutSeconds: this.duration('smoke-timeout') ?? smokeSeconds,
        };
    }
    port(name) {
        const text = this.matching(name, /^\d{1,5}$/, 'a port such as 8080');
        const port = text === undefined ? undefined : Number(text);
        if (port === undefined || (port >= 1 && port <= 65_535))
            return port;
        this.refuse(name, String(port), 'a port such as 8080');
        return undefined;
    }
    hosts() {
        return this.list('add-hosts').flatMap((item) => {
            const pair = readPair(item, item.includes('=') ? '=' : ':');
            if (pair === undefined || pair.value === '')
                this.refuse('add-hosts', item, 'HOST:IP');
            return pair ?? [];
        });
    }
    ulimits() {
        const limits = this.lines('ulimit');
        for (const limit of limits.filter((item) => !/^[a-z]+=-?\d+(?::-?\d+)?$/.test(item))) {
            this.refuse('ulimit', limit, 'NAME=SOFT or NAME=SOFT:HARD, for example nofile=1024:2048');
        }
        return limits;
    }
    secrets() {
        return [...this.#secretValues(), ...this.#secretEnvs(), ...this.#secretFiles()];
    }
    #secretValues() {
        return this.items('secrets', untrimmedLines).flatMap((item) => {
            const pair = readPair(item);
            // The value stays out of the message: it may be half of a secret that was quoted wrongly.
            if (pair === undefined)
                this.refuse('secrets', '***', 'ID=VALUE', 'quote a value of several lines: "ID=LINE 1 …"');
            return pair === undefined ? [] : { kind: 'value', id: pair.key, value: (0,secret/* sealed */.J)(pair.value) };
        });
    }
    #secretEnvs() {
        return this.pairs('secret-envs', this.list('secret-envs'), 'ID=VARIABLE').map((pair) => {
            if (this.#given.env[pair.value] === undefined) {
                const cure = `set it with \`env:\` on this step`;
                this.refuse('secret-envs', `${pair.key}=${pair.value}`, `a variable of the step's environment`, cure);
            }
            return { kind: 'env', id: pair.key, variable: pair.value };
        });
    }
    #secretFiles() {
        return this.pairs('secret-files', this.lines('secret-files'), 'ID=PATH').map((pair) => ({
            kind: 'file',
            id: pair.key,
            path: pair.value.trim(),
        }));
    }
    /** What a grammar of its own has read; its problems join the others. */
    reading(read) {
        this.problems.push(...read.problems);
        return read.value;
    }
    /** Pairs whose values are expressions; those that name what there is not are left out and told. */
    async expanded(name, pairs) {
        const good = [];
        for (const pair of pairs) {
            const error = await checkExpression(pair.value, globalNames);
            if (error === undefined)
                good.push(pair);
            else
                this.problem(name, `${pair.key}=${pair.value}`, error.message, error.cure ?? 'write \\{{ for plain braces');
        }
        return good;
    }
    /** One image by its digest: a tag may show another one tomorrow. */
    image() {
        const text = this.optional('image');
        const cure = 'take the output `image` of the job that has pushed it';
        if (text === undefined && this.optional('stage') === 'deploy')
            this.problems.push({ input: 'image', wrong: 'is empty, and `stage` is deploy', cure });
        const read = text === undefined ? undefined : (0,image_name/* readReference */.Wf)(text);
        if (text !== undefined && read?.digest === undefined)
            this.refuse('image', text, 'NAME@sha256:…', cure);
        return read?.digest === undefined
            ? undefined
            : { ...read, name: read.digest, reference: `${read.image.registry}/${read.image.repository}@${read.digest}` };
    }
    labels() {
        const text = this.optional('runs-on') ?? usualRunner;
        const labels = readLabels(text);
        if (labels === undefined)
            this.refuse('runs-on', text, 'a label of a runner, or a JSON list of labels');
        return labels ?? [usualRunner];
    }
    runners() {
        const { runners, wrong } = readRunners(this.text('runners'));
        for (const line of wrong)
            this.refuse('runners', line, 'PLATFORM=LABEL, for example linux/arm64=ubuntu-24.04-arm');
        return runners;
    }
    attestation(name) {
        const value = this.optional(name);
        if (value === undefined)
            return name === 'sbom' ? { kind: 'off' } : { kind: 'default' };
        if (value === 'false')
            return { kind: 'off' };
        if (value === 'true')
            return { kind: 'set', attributes: '' };
        if (!/^[a-z-]+=[^,]+(?:,[a-z-]+=[^,]+)*$/.test(value)) {
            this.refuse(name, value, 'true, false, or attributes such as mode=max');
        }
        return { kind: 'set', attributes: value };
    }
    secret(name) {
        const value = this.optional(name);
        return value === undefined ? undefined : (0,secret/* sealed */.J)(value);
    }
    /** The value stays out of the message: what has a stray quote may be a secret. */
    items(name, read) {
        const items = tryRead(read, this.text(name));
        if (items === undefined)
            this.problems.push({ input: name, ...openQuote });
        return items ?? [];
    }
    /** `wanted` is the rest of `is not …`. */
    refuse(input, value, wanted, cure) {
        this.problem(input, value, `is not ${wanted}`, cure);
    }
    problem(input, value, wrong, cure) {
        this.problems.push({ input, value, wrong, ...(cure !== undefined && { cure }) });
    }
}

;// CONCATENATED MODULE: ./build/read/logins.js
/** `registry`, `username`, `password` and `registry-auth` -> logins, with the names of docker/login-action. */



/** Reads either form; both at once is a problem. Values of `registry-auth` never appear in a message. */
async function readLogins(text) {
    if (text.registryAuth.trim() === '')
        return readOne(text);
    const list = await readYaml(text.registryAuth);
    const single = ['registry', 'username', 'password'].filter((name) => text[name].trim() !== '');
    const both = single.map((name) => ({
        input: name,
        value: name === 'password' ? '***' : text[name],
        wrong: 'is given beside registry-auth',
        cure: 'put it into registry-auth',
    }));
    return { value: list.value, problems: [...list.problems, ...both] };
}
function readOne(text) {
    const { registry, username, password } = text;
    if (registry.trim() === '' && username.trim() === '' && password === '')
        return { value: [], problems: [] };
    if (registry.trim() !== '' && !(0,image_name/* isRegistry */.Cf)(registry))
        return { value: [], problems: [badRegistry('registry', registry)] };
    return { value: [makeLogin(registry, username, password)], problems: [] };
}
function makeLogin(registry, username, password) {
    return {
        registry: registry.trim() === '' ? undefined : (0,image_name/* canonicalRegistry */.i7)(registry),
        username: username.trim(),
        // Secrets pasted into GitHub's form often end in a newline, which no registry accepts.
        password: password.trim() === '' ? undefined : (0,secret/* sealed */.J)(password.replace(/[\r\n]+$/, '')),
    };
}
async function readYaml(text) {
    const { parse } = await __nccwpck_require__.e(/* import() */ 815).then(__nccwpck_require__.t.bind(__nccwpck_require__, 8815, 19));
    const wrong = 'is not a YAML list of registry, username and password';
    let document;
    try {
        // Every scalar is text: as a number, the password 0123 would lose its zero. A warning would quote the text.
        document = parse(text, { schema: 'failsafe', logLevel: 'error' });
    }
    catch {
        return { value: [], problems: [{ input: 'registry-auth', value: '***', wrong }] };
    }
    if (!Array.isArray(document))
        return { value: [], problems: [{ input: 'registry-auth', value: '***', wrong }] };
    const readings = document.map((entry, index) => readEntry(entry, `registry-auth (entry ${index + 1})`));
    return {
        value: readings.flatMap((reading) => reading.value),
        problems: readings.flatMap((reading) => reading.problems),
    };
}
const entryKeys = ['registry', 'username', 'password'];
function readEntry(entry, input) {
    if (typeof entry !== 'object' || entry === null) {
        return { value: [], problems: [{ input, value: '***', wrong: 'does not have registry, username and password' }] };
    }
    const unknown = Object.keys(entry).filter((key) => !entryKeys.includes(key));
    const fields = entry;
    const text = (key) => (fields[key] === undefined || fields[key] === null ? '' : String(fields[key]));
    // Neither keys nor values are shown: in YAML gone wrong, either may hold the password.
    const problems = unknown.map((key) => {
        const near = (0,nearest/* nearest */.p)(key, entryKeys);
        const wrong = `has a key that is not one of ${entryKeys.join(', ')}`;
        return { input, wrong, ...(near !== undefined && { cure: `did you mean ${near}?` }) };
    });
    if (!(0,image_name/* isRegistry */.Cf)(text('registry')))
        problems.push(badRegistry(input, '***'));
    return { value: [makeLogin(text('registry') || 'docker.io', text('username'), text('password'))], problems };
}
function badRegistry(input, value) {
    return { input, value, wrong: 'is not a host such as ghcr.io, with a port where it has one' };
}

;// CONCATENATED MODULE: ./build/read/rule-names.js
/**
 * Takes what could be the name of a rule. Which rules there are depends on BuildKit's version, so a name that nobody
 * knows is no error; lint itself has a word about it.
 */
function readRuleNames(names) {
    return { value: names.filter(isWord), problems: names.filter((name) => !isWord(name)).map(rule_names_problem) };
}
function isWord(name) {
    return /^[A-Za-z]+$/.test(name);
}
/** The pages of BuildKit's rules have addresses such as `…/rule/from-as-casing/`, which are easily taken for names. */
function rule_names_problem(value) {
    const words = value.split(/[-_ ]+/);
    const joined = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
    const example = isWord(joined) ? joined : 'one word as the log shows it, for example RunsAsRoot';
    return { input: 'lint-ignore', value, wrong: 'is not the name of a rule', cure: `write ${example}` };
}

;// CONCATENATED MODULE: ./build/read/tag-rules.js
/** The `tags` input -> rules. The grammar is docker/metadata-action's: one CSV record a line. */





/** What applies when `tags` is empty. `{{major}}` gives no tag for 0.x, where every minor version may break. */
const defaultRules = [
    { type: 'schedule', pattern: 'nightly', line: 0, priority: 1000, enable: 'true' },
    { type: 'semver', pattern: '{{version}}', value: '', match: '', line: 0, priority: 900, enable: 'true' },
    { type: 'semver', pattern: '{{major}}.{{minor}}', value: '', match: '', line: 0, priority: 900, enable: 'true' },
    {
        type: 'semver',
        pattern: '{{#if major}}{{major}}{{/if}}',
        value: '',
        match: '',
        line: 0,
        priority: 900,
        enable: 'true',
    },
    { type: 'ref', event: 'branch', line: 0, priority: 600, enable: 'true' },
    { type: 'ref', event: 'pr', line: 0, priority: 600, enable: 'true' },
    { type: 'sha', format: 'short', line: 0, priority: 100, enable: 'true' },
];
/** What docker/metadata-action documents for each type: its own attributes and its priority. */
const tag_rules_types = {
    schedule: { own: ['pattern'], priority: 1000 },
    semver: { own: ['pattern', 'value', 'match'], priority: 900 },
    pep440: { own: ['pattern', 'value', 'match'], priority: 900 },
    match: { own: ['pattern', 'group', 'value'], priority: 800 },
    edge: { own: ['branch'], priority: 700 },
    ref: { own: ['event'], priority: 600 },
    raw: { own: ['value'], priority: 200 },
    sha: { own: ['format'], priority: 100 },
};
const everywhere = ['type', 'enable', 'priority', 'prefix', 'suffix'];
/** Reads the `tags` input; an empty one gives the default rules. Rules come in order of priority, highest first. */
async function readTagRules(text) {
    if (text.trim() === '')
        return { value: defaultRules, problems: [] };
    const readings = await Promise.all(numberedLines(text).map(readRule));
    const rules = readings.flatMap((reading) => reading.value);
    return {
        value: rules.toSorted((a, b) => b.priority - a.priority),
        problems: readings.flatMap((reading) => reading.problems),
    };
}
function numberedLines(text) {
    return text
        .split(/\r?\n/)
        .map((line, index) => ({ number: index + 1, text: line.trim() }))
        .filter((line) => line.text !== '' && !line.text.startsWith('#'));
}
async function readRule(line) {
    const fields = tryRead(readList, line.text);
    if (fields === undefined)
        return { value: [], problems: [{ input: `tags (line ${line.number})`, value: line.text, ...openQuote }] };
    if (!line.text.includes('=') && !line.text.includes('{{'))
        return readPlain(line, fields);
    const attributes = {};
    for (const field of fields) {
        const pair = readPair(field);
        if (pair === undefined)
            attributes['value'] = field;
        else
            attributes[pair.key.toLowerCase()] = pair.value.trim();
    }
    return readAttributes(line, attributes);
}
/** A line without `=`: raw tags, or full names as docker/build-push-action takes them, separated by commas. */
function readPlain(line, items) {
    const value = [];
    const problems = [];
    for (const item of items) {
        const full = (0,image_name/* readFullTag */.Qt)(item);
        const at = { line: line.number, priority: tag_rules_types.raw.priority, enable: 'true' };
        if (full !== undefined)
            value.push({ type: 'full', ...full, ...at });
        else if ((0,image_name/* isTag */.dz)(item))
            value.push({ type: 'raw', value: item, ...at });
        else
            problems.push(tag_rules_problem(line, item, 'a tag, a rule such as type=sha, or a full name such as ghcr.io/acme/app:1'));
    }
    return { value, problems };
}
async function readAttributes(line, attributes) {
    const type = attributes['type'] ?? 'raw';
    if (!isType(type)) {
        const known = Object.keys(tag_rules_types);
        return { value: [], problems: [tag_rules_problem(line, `type=${type}`, `one of ${known.join(', ')}`, (0,nearest/* nearest */.p)(type, known))] };
    }
    const problems = [
        ...unknownAttributes(line, attributes, [...everywhere, ...tag_rules_types[type].own]),
        ...badValues(line, type, attributes),
        ...(await badExpressions(line, type, attributes)),
        ...badPattern(line, type, attributes),
    ];
    return problems.length > 0 ? { value: [], problems } : { value: [makeRule(line, type, attributes)], problems };
}
function isType(text) {
    return Object.hasOwn(tag_rules_types, text);
}
function unknownAttributes(line, attributes, known) {
    return Object.keys(attributes)
        .filter((name) => !known.includes(name))
        .map((name) => tag_rules_problem(line, name, `one of the attributes ${known.join(', ')}`, (0,nearest/* nearest */.p)(name, known)));
}
function badValues(line, type, attributes) {
    const given = (name, otherwise) => attributes[name] ?? otherwise;
    const rows = [
        [
            'enable',
            isSwitch(given('enable', 'true')),
            'enable=true, enable=false or an expression such as enable={{is_default_branch}}',
        ],
        ['priority', /^-?\d+(?:\.\d+)?$/.test(given('priority', '0')), 'a number'],
        [
            'event',
            type !== 'ref' || ['branch', 'tag', 'pr'].includes(given('event', '')),
            'event=branch, event=tag or event=pr',
        ],
        ['format', type !== 'sha' || ['short', 'long'].includes(given('format', 'short')), 'format=short or format=long'],
        ['value', type !== 'raw' || attributes['value'] !== undefined, 'value=TAG'],
        ['pattern', !isVersionType(type) || given('pattern', '') !== '', 'pattern={{version}} or another pattern'],
        ['pattern', type !== 'match' || given('pattern', '') !== '', 'pattern=REGULAR EXPRESSION'],
        ['group', type !== 'match' || /^\d+$/.test(given('group', '0')), 'the number of a group'],
    ];
    return rows
        .filter(([, good]) => !good)
        .map(([name, , wanted]) => {
        const value = attributes[name];
        if (value !== undefined)
            return tag_rules_problem(line, `${name}=${value}`, wanted);
        return {
            input: `tags (line ${line.number})`,
            value: line.text,
            wrong: `has no ${name}`,
            cure: `write ${wanted}`,
        };
    });
}
function isSwitch(text) {
    return text === 'true' || text === 'false' || text.includes('{{');
}
function isVersionType(type) {
    return type === 'semver' || type === 'pep440';
}
async function badExpressions(line, type, attributes) {
    const names = ['enable', 'prefix', 'suffix', 'value', ...(type === 'match' ? [] : ['pattern'])];
    const problems = await Promise.all(names.map(async (name) => {
        const text = attributes[name] ?? '';
        const known = name === 'pattern' && isVersionType(type) ? versionNames : globalNames;
        const error = await checkExpression(text, known);
        if (error === undefined)
            return [];
        const cure = error.cure === undefined ? {} : { cure: error.cure };
        return [{ input: `tags (line ${line.number})`, value: `${name}=${text}`, wrong: error.message, ...cure }];
    }));
    return problems.flat();
}
/** Regular expressions: the pattern of `match`, and the `match` of a version rule. */
function badPattern(line, type, attributes) {
    const name = type === 'match' ? 'pattern' : 'match';
    const text = attributes[name] ?? '';
    const fault = text === '' || (type !== 'match' && !isVersionType(type)) ? undefined : checkPattern(text);
    return fault === undefined ? [] : [{ input: `tags (line ${line.number})`, value: `${name}=${text}`, ...fault }];
}
function makeRule(line, type, attributes) {
    const { prefix, suffix, value = '', pattern = '' } = attributes;
    const head = {
        line: line.number,
        priority: Number(attributes['priority'] ?? tag_rules_types[type].priority),
        enable: attributes['enable'] ?? 'true',
        ...(prefix !== undefined && { prefix }),
        ...(suffix !== undefined && { suffix }),
    };
    switch (type) {
        case 'schedule':
            return { type, pattern: pattern || 'nightly', ...head };
        case 'semver':
        case 'pep440':
            return { type, pattern, value, match: attributes['match'] ?? '', ...head };
        case 'match':
            return { type, pattern, value, group: Number(attributes['group'] ?? 0), ...head };
        case 'edge':
            return { type, branch: attributes['branch'] ?? '', ...head };
        case 'ref':
            return { type, event: attributes['event'], ...head };
        case 'sha':
            return { type, format: attributes['format'] === 'long' ? 'long' : 'short', ...head };
        case 'raw':
            return { type, value, ...head };
    }
}
function tag_rules_problem(line, value, wanted, near) {
    return {
        input: `tags (line ${line.number})`,
        value,
        wrong: `is not ${wanted}`,
        ...(near !== undefined && { cure: `did you mean ${near}?` }),
    };
}

;// CONCATENATED MODULE: ./build/read/inputs.js
/** Every input of action.yml -> one typed value. */








const defaultSeconds = { publish: 15 * 60, test: 20 * 60 };
/** What must be masked before anything is parsed, since a problem elsewhere must not show it. */
function secretTexts({ inputs }) {
    return ['password', 'github-token', 'sign-key', 'deploy-ssh-key'].flatMap((name) => inputs[name] ?? []);
}
/**
 * Reads all inputs and collects every problem. A value that is wrong is read as its default, so that the
 * checks after it still run and one error can name everything.
 */
async function readInputs(given, context) {
    const reader = new Reader(given);
    reader.refuseUnknown();
    const rules = await readTagRules(reader.text('tags'));
    const flavor = await readFlavor(reader.text('flavor'));
    const logins = await readLogins({
        registry: reader.text('registry'),
        username: reader.text('username'),
        password: reader.text('password'),
        registryAuth: reader.text('registry-auth'),
    });
    const inputs = {
        context: reader.context(context),
        file: reader.optional('file'),
        target: reader.optional('target'),
        testTarget: reader.testTarget(),
        buildArgs: reader.buildArgs(),
        buildContexts: reader.pairs('build-contexts', reader.list('build-contexts'), 'NAME=SOURCE'),
        platforms: reader.platforms(),
        builder: reader.builder(),
        reproducible: reader.switch('reproducible'),
        pull: reader.switch('pull'),
        noCache: reader.switch('no-cache'),
        noCacheFilters: reader.list('no-cache-filters'),
        addHosts: reader.hosts(),
        network: reader.oneOf('network', ['default', 'none', 'host']),
        shmSize: reader.matching('shm-size', /^\d+[bkmg]?$/i, 'a size such as 2g'),
        ulimits: reader.ulimits(),
        secrets: reader.secrets(),
        ssh: reader.list('ssh'),
        images: reader.reading(readImages(reader.text('images'), context.repository)),
        tagRules: rules.value,
        flavor: flavor.value,
        labels: await reader.expanded('labels', reader.pairs('labels', reader.lines('labels'), 'KEY=VALUE')),
        annotations: await reader.expanded('annotations', reader.reading(readAnnotations(reader.text('annotations')))),
        annotationLevels: reader.reading(readLevels(given.env['DOCKER_METADATA_ANNOTATIONS_LEVELS'] ?? '')),
        overwrite: reader.switch('overwrite'),
        stage: reader.oneOf('stage', ['all', 'plan', 'build', 'publish', 'metadata', 'deploy', 'rollback']) ?? 'all',
        image: reader.image(),
        runsOn: reader.labels(),
        runners: reader.runners(),
        deploy: readDeploy(reader),
        proofs: reader.plainLines('proofs'),
        lint: {
            level: reader.oneOf('lint', ['warn', 'error', 'off']) ?? 'warn',
            ignore: reader.reading(readRuleNames(reader.list('lint-ignore'))),
        },
        testCommand: reader.commandLine('test-command'),
        testEnvironment: { values: reader.environment('test-env'), secrets: reader.environmentSecrets('test-secrets') },
        testTimeoutSeconds: reader.duration('test-timeout') ?? defaultSeconds.test,
        testReports: reader.list('test-reports'),
        services: reader.optional('services'),
        servicesEnv: reader.environment('services-env'),
        smoke: reader.smoke(),
        push: reader.oneOf('push', ['auto', 'true', 'false']) ?? 'auto',
        logins: logins.value,
        publishTimeoutSeconds: reader.duration('publish-timeout') ?? defaultSeconds.publish,
        sign: reader.switch('sign'),
        signKey: reader.secret('sign-key'),
        provenance: reader.attestation('provenance'),
        sbom: reader.attestation('sbom'),
        cache: reader.oneOf('cache', ['auto', 'gha', 'registry', 'local', 'inline', 'none']) ?? 'auto',
        cacheFrom: reader.lines('cache-from'),
        cacheTo: reader.lines('cache-to'),
        cacheMounts: reader.switch('cache-mounts'),
        dryRun: reader.switch('dry-run'),
        githubToken: reader.secret('github-token'),
    };
    return { inputs, problems: [...reader.problems, ...rules.problems, ...flavor.problems, ...logins.problems] };
}

// EXTERNAL MODULE: ./build/report/deploy.js
var report_deploy = __nccwpck_require__(9668);
// EXTERNAL MODULE: ./build/report/gates.js
var gates = __nccwpck_require__(9295);
// EXTERNAL MODULE: ./build/report/text.js
var report_text = __nccwpck_require__(3920);
;// CONCATENATED MODULE: ./build/report/steps.js

const stageWidth = 10;
const instructionWidth = 60;
/** `  build      2/3 RUN npm run build   6.2 s`: stage, instruction, and how it ended. */
function stepLine(step) {
    return `${head(step)}  ${ending(step)}`;
}
/** A sign of life for a step that takes long. */
function runningLine(step, elapsed) {
    return `${head(step)}  still running after ${Math.round(elapsed)} s`;
}
/** Instructions that do work: a base image is found or fetched, not executed, and BuildKit never calls it cached. */
function workSteps(steps) {
    return steps.filter(({ position, instruction }) => position !== '' && !/^FROM\b/.test(instruction));
}
/** `9 of 14 steps`: how much of the work came from a cache. */
function cachedShare(steps) {
    const work = workSteps(steps);
    const cached = work.filter((step) => step.state === 'cached').length;
    return `${cached} of ${(0,report_text/* counted */.hS)(work.length, 'step')}`;
}
/** The share as a whole number that is 100 only when nothing was executed; undefined without a step that does work. */
function cachedPercent(steps) {
    const work = workSteps(steps);
    if (work.length === 0)
        return undefined;
    return Math.floor((work.filter((step) => step.state === 'cached').length * 100) / work.length);
}
/** A base image's digest is longer than a line, and the name says enough. */
function shortInstruction(instruction) {
    return instruction.replace(/@sha256:[0-9a-f]{64}/, '');
}
function head(step) {
    const words = (0,report_text/* shown */.SP)([step.position, shortInstruction(step.instruction)].filter((word) => word !== '').join(' '));
    const cut = words.length > instructionWidth ? `${words.slice(0, instructionWidth - 3)}...` : words;
    return `  ${(0,report_text/* shown */.SP)(step.stage).padEnd(stageWidth)} ${cut.padEnd(instructionWidth)}`;
}
function ending(step) {
    switch (step.state) {
        case 'cached':
            return 'cached';
        case 'done':
            return (0,report_text/* seconds */.YA)(step.seconds);
        case 'failed':
            return `failed after ${(0,report_text/* seconds */.YA)(step.seconds)}`;
        case 'canceled':
            return 'stopped';
    }
}

;// CONCATENATED MODULE: ./build/report/lines.js





/** `Slipway 1.0.0 on push to main (3f9a2c1) of acme/app`. */
function openingLine(version, context) {
    const commit = context.revision === '' ? '' : ` (${context.revision.slice(0, 7)})`;
    return (0,report_text/* shown */.SP)(`Slipway ${version} on ${eventText(context)}${commit} of ${context.repository}`);
}
function eventText(context) {
    const event = context.event;
    const name = context.eventName.replaceAll('_', ' ');
    switch (event.kind) {
        case 'branch':
            return context.eventName === 'push' ? `push to ${event.branch}` : `${name} of ${event.branch}`;
        case 'tag':
            return context.eventName === 'push' ? `push of tag ${event.tag}` : `${name} of tag ${event.tag}`;
        case 'pull-request':
            return `pull request ${event.number} into ${event.base}`;
        case 'merge-group':
            return `merge queue into ${event.base}`;
        case 'schedule':
            return `schedule of ${event.branch}`;
    }
}
/** `Plan: build linux/amd64, test stage "test", push 2 tags to ghcr.io/acme/app`. */
function planLine(plan) {
    if (plan.stage === 'publish')
        return (0,report_text/* shown */.SP)(`Plan: ${[...joinWords(plan), pushText(plan)].join(', ')}`);
    const deploy = plan.deploy.run ? [(0,report_deploy/* deployWords */.Nx)(plan.deploy)] : [];
    if (plan.stage === 'deploy' || plan.stage === 'rollback')
        return (0,report_text/* shown */.SP)(`Plan: ${deploy[0] ?? 'no deploy'}`);
    const build = `build for ${plan.build.platforms.join(', ') || "the engine's platform"}`;
    const test = plan.test.run ? `test stage "${plan.test.target}"` : 'no test stage';
    return (0,report_text/* shown */.SP)(`Plan: ${[build, test, ...(0,gates/* gateWords */.DO)(plan.gates), pushText(plan), ...deploy].join(', ')}`);
}
function joinWords({ parts }) {
    if (parts.length === 0)
        return [];
    return [`join ${(0,report_text/* listed */.KE)(parts.flatMap(({ platforms }) => platforms))} of other jobs`];
}
function pushText({ publish, names }) {
    if (!publish.run)
        return 'no push';
    if (publish.tags.length === 0)
        return 'every tag is held back';
    if (publish.upTo === 'content')
        return `push without a tag to ${names.map(plan_names/* displayName */.QC).join(', ')}`;
    return `push ${(0,report_text/* counted */.hS)(publish.tags.length, 'tag')} to ${names.map(plan_names/* displayName */.QC).join(', ')}`;
}
/** Every "no" of the plan with its reason. */
function reasonLines(plan) {
    const push = plan.publish.run ? [] : [`No push: ${plan.publish.because}`];
    if (plan.stage === 'publish')
        return push.map(report_text/* shown */.SP);
    if (plan.stage === 'deploy' || plan.stage === 'rollback')
        return (0,report_deploy/* deployReasons */.hN)(plan.deploy);
    return [
        ...(plan.test.run ? [] : [`No test stage: ${plan.test.because}`]),
        ...(plan.gates.smoke.run ? [] : [`No smoke test: ${plan.gates.smoke.because}`]),
        ...push,
        ...(plan.cacheRead.run ? [] : [`No cache is read: ${plan.cacheRead.because}`]),
        ...(plan.cacheWrite.run ? [] : [`No cache is written: ${plan.cacheWrite.because}`]),
        ...(0,report_deploy/* deployReasons */.hN)(plan.deploy),
    ].map(report_text/* shown */.SP);
}
/** `Built 61bd33f0a2c4, 84.1 MB, 9 of 14 steps cached, 12.4 s`. */
function builtLine(outcome) {
    const { built, steps } = outcome.build;
    return `Built ${(0,plan_names/* shortDigest */.VK)(built.digest)}, ${(0,report_text/* megabytes */.ix)(built.bytes)}, ${cachedShare(steps)} cached, ${(0,report_text/* seconds */.YA)(outcome.build.seconds)}`;
}
/** Why a run ends before it has begun. */
function unchangedLine(digest) {
    const all = 'of this commit, these inputs and these base images; every gate that they ask for has passed';
    return `Nothing to build: every tag shows ${(0,plan_names/* shortDigest */.VK)(digest)}, which is ${all}; \`no-cache: true\` builds it anyway`;
}
/** `Read the build cache from ghcr.io/acme/app:buildcache-1, 12.0 MB, 0.8 s`; nothing when it cost nothing. */
function importLines({ build }) {
    const { imported } = build;
    if (imported === undefined || !isCostly(imported))
        return [];
    const cost = [sourcesText(imported), ...sizes(imported.bytes), (0,report_text/* seconds */.YA)(imported.seconds)];
    return [(0,report_text/* shown */.SP)(`Read the build cache from ${cost.join(', ')}`)];
}
/** Whether it is worth a word: a look that found nothing to fetch takes some hundredths of a second. */
function isCostly({ bytes, seconds: time }) {
    return bytes > 0 || time >= 0.5;
}
/** The caches that were read. BuildKit has only numbers for those that are in no registry. */
function sourcesText({ from }) {
    const [first = '', ...more] = [...new Set(from.map(sourceText))];
    return more.length === 0 ? first : `${first} and ${more.length} more`;
}
function sourceText(source) {
    if (source.startsWith('gha:'))
        return "GitHub's cache";
    return source.startsWith('local:') ? 'a local folder' : source;
}
/** Nothing where the size is not known. */
function sizes(bytes) {
    return bytes === undefined || bytes === 0 ? [] : [(0,report_text/* megabytes */.ix)(bytes)];
}
/** Why a run builds whose commit has its image already. */
function builtAgainLine(because) {
    return (0,report_text/* shown */.SP)(`Built again although every tag shows this commit: ${because}`);
}
function testedLine(plan, steps) {
    // With reports in it, the stage may have kept a failure for later.
    if (plan.gates.stageReports.run)
        return 'Built the test stage, too';
    if (plan.test.run) {
        const { target } = plan.test;
        const own = workSteps(steps).filter(({ stage }) => stage === target.toLowerCase());
        const kept = own.length > 0 && own.every(({ state }) => state === 'cached');
        return (0,report_text/* shown */.SP)(`Tested: stage "${target}" passed${kept ? ' before, with the same files (from the cache)' : ''}`);
    }
    return (0,report_text/* shown */.SP)(`No test stage: ${plan.test.because}`);
}
/** What became of the tags: those that were pushed, those that moved although, those that stay. */
function publishLines(publish) {
    if (!publish.run)
        return [(0,report_text/* shown */.SP)(`Not pushed: ${publish.because}`)];
    return [pushedLine(publish), ...publish.tags.flatMap(althoughLine), ...publish.heldBack.map(heldBackLine)];
}
function pushedLine({ content, tags, seconds: time }) {
    if (content.length > 0)
        return `Pushed ${(0,report_text/* listed */.KE)(content.map(report_text/* shown */.SP))} without a tag, ${(0,report_text/* seconds */.YA)(time)}`;
    if (tags.length === 0)
        return 'Not pushed: every tag is held back';
    const texts = tags.map((pushed, index) => tagText(pushed, tags[index - 1]));
    return `Pushed ${(0,report_text/* listed */.KE)(texts)}, ${(0,report_text/* seconds */.YA)(time)}`;
}
/** A name is said once: `ghcr.io/acme/app:main (new) and :sha-3f9a2c1 (new)`. */
function tagText(pushed, before) {
    const { tag } = pushed;
    const again = before !== undefined && (0,plan_names/* displayName */.QC)(before.tag.image) === (0,plan_names/* displayName */.QC)(tag.image);
    return `${(0,report_text/* shown */.SP)(again ? `:${tag.name}` : tag.reference)} (${changeText(pushed)})`;
}
function althoughLine({ tag, note }) {
    return note === undefined ? [] : [(0,report_text/* shown */.SP)(`Moved ${tag.reference} although ${note}`)];
}
/** `Held back ghcr.io/acme/app:main: it shows 8c1f0d3, which is newer than this commit`. */
function heldBackLine({ tag, because }) {
    return (0,report_text/* shown */.SP)(`Held back ${tag.reference}: ${because}`);
}
/** What could not be known while planning, and what of the user's wishes is left out. */
function noteLines({ stage, notes, cacheWrite }) {
    const builds = stage === 'all' || stage === 'build';
    const leftOut = builds && cacheWrite.run ? cacheWrite.leftOut : [];
    return [...notes, ...leftOut.map(({ to, because }) => `The build cache is not written to ${to}: ${because}`)].map(report_text/* shown */.SP);
}
/** `new`, `was 5c0e91d2ab77`, `unchanged`, or nothing known. */
function changeText(pushed) {
    switch (pushed.change.kind) {
        case 'created':
            return 'new';
        case 'moved':
            return `was ${(0,plan_names/* shortDigest */.VK)(pushed.change.from)}`;
        case 'unchanged':
            return 'unchanged';
        case 'pushed':
            return 'the registry did not say what it was';
    }
}
/** What became of the cache. */
function cacheLine(cache) {
    switch (cache.state) {
        case 'saved':
            return (0,report_text/* shown */.SP)([`Saved the build cache to ${cache.to}`, ...sizes(cache.bytes), (0,report_text/* seconds */.YA)(cache.seconds)].join(', '));
        case 'skipped':
            return (0,report_text/* shown */.SP)(`Build cache not saved: ${cache.because}`);
        case 'failed':
            return (0,report_text/* shown */.SP)(`Build cache not saved to ${cache.to}: ${cache.message}`);
    }
}
/** `Restored 2 cache mounts, 34.0 MB, 1.2 s`. */
function restoredMountsLine(restored) {
    const { count, of } = restored;
    if (count === 0)
        return `Restored no cache mounts: ${of === 1 ? 'it holds' : 'all hold'} what this engine has kept itself`;
    return `Restored ${mountsSize(restored)}`;
}
function mountsSize({ count, bytes, seconds: time }) {
    return `${(0,report_text/* counted */.hS)(count, 'cache mount')}, ${(0,report_text/* megabytes */.ix)(bytes)}, ${(0,report_text/* seconds */.YA)(time)}`;
}
/** What became of the cache mounts. */
function mountsLine(result) {
    switch (result.state) {
        case 'saved':
            return `Saved ${mountsSize(result)}`;
        case 'skipped':
            return (0,report_text/* shown */.SP)(`Cache mounts not saved: ${result.because}`);
        case 'failed':
            return (0,report_text/* shown */.SP)(`Cache mounts not saved: ${result.message}`);
    }
}
/** `digest` is that of the image, when there is one. */
function closingLine(outcome, digest) {
    const done = doneText(outcome);
    const { plan, publish } = outcome;
    const pull = publish.run && digest !== undefined ? pullReferences(plan, publish, digest)[0] : undefined;
    return pull === undefined ? done : `${done} Pull: docker pull ${pull}`;
}
/** `Done in 12.3 s.`, and what became of the hosts. */
function doneText({ seconds: time, deploy, }) {
    const done = `Done in ${(0,report_text/* seconds */.YA)(time)}.`;
    return deploy?.run === true ? `${done} ${(0,report_deploy/* deployVerdict */.xP)(deploy)}.` : done;
}
/** What a person pulls: one reference per pushed name. */
function pullReferences(plan, publish, digest) {
    if (publish.content.length > 0)
        return publish.content;
    const names = new Set(publish.tags.map(({ tag }) => (0,plan_names/* displayName */.QC)(tag.image)));
    return plan.names
        .map(plan_names/* displayName */.QC)
        .filter((name) => names.has(name))
        .map((name) => `${name}@${digest}`);
}

// EXTERNAL MODULE: ./build/report/failure.js + 1 modules
var report_failure = __nccwpck_require__(3899);
;// CONCATENATED MODULE: ./build/report/findings.js
/** `The image runs as root; add a USER instruction that names another user (https://…)`. */
function findingText({ message, cure, url }) {
    return `${message}; ${cure}${url === undefined ? '' : ` (${url})`}`;
}

;// CONCATENATED MODULE: ./build/report/jobs.js

/** `Plan: 2 jobs build linux/amd64 on ubuntu-24.04 and linux/arm64 on ubuntu-24.04-arm, one joins them`. */
function jobsLine({ builds, joins, deploy }) {
    const built = `${(0,report_text/* counted */.hS)(builds.length, 'job')} build${builds.length === 1 ? 's' : ''} ${(0,report_text/* listed */.KE)(builds.map(buildText))}`;
    const more = [...(joins ? ['one joins what they have built'] : []), ...(deploy.run ? ['one deploys'] : [])];
    return (0,report_text/* shown */.SP)(`Plan: ${[built, ...more].join(', ')}`);
}
function buildText({ platforms, 'runs-on': labels }) {
    return `${platforms === '' ? "the engine's platform" : platforms} on ${labels.join(', ')}`;
}
/** The output `plan`, for `fromJSON` in a workflow. */
function jobsOutput({ version, builds, joins, deploy }) {
    return JSON.stringify({ version, builds, joins, deploys: deploy.run });
}

// EXTERNAL MODULE: ./build/report/tests.js
var report_tests = __nccwpck_require__(546);
;// CONCATENATED MODULE: ./build/report/outputs.js





/** What is known before anything ran: all that `dry-run` can give. */
function plannedOutputs(plan) {
    return outputsFor(plan, plan.tags);
}
function outputsFor(plan, tagged) {
    const labels = plan.labels.map(({ key, value }) => [key, value]);
    const tags = tagged.map((tag) => tag.reference);
    const names = [...new Set(tagged.map((tag) => tag.name))];
    const annotations = plan.annotations.map(plan_names/* annotationText */.xr);
    return {
        tags: tags.join('\n'),
        'tag-names': names.join('\n'),
        labels: labels.map(([key, value]) => listItem(`${key}=${value}`)).join('\n'),
        annotations: annotations.map(listItem).join('\n'),
        version: plan.mainTag,
        json: JSON.stringify({ tags, 'tag-names': names, labels: Object.fromEntries(labels), annotations }),
        pushed: 'false',
    };
}
/** An item as `labels` and `annotations` of docker's actions and of this one read it back: as CSV where it must be. */
function listItem(text) {
    return /[\r\n]|,"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
/** All outputs of a run before its deploy. */
function undeployedOutputs(outcome) {
    return 'build' in outcome ? finalOutputs(outcome) : unchangedOutputs(outcome);
}
function finalOutputs(outcome) {
    const { plan, build, publish, tests } = outcome;
    // A tag that is held back is somebody else's; without a push the tags are what the image would be called.
    const tags = publish.run ? publish.tags.map(({ tag }) => tag) : plan.tags;
    const pull = publish.run ? pullReferences(plan, publish, build.built.digest)[0] : undefined;
    const cached = cachedPercent(build.steps);
    return {
        ...outputsFor(plan, tags),
        digest: build.built.digest,
        imageid: build.built.id,
        metadata: build.built.metadata,
        ...(tests !== undefined && { 'test-results': (0,report_tests/* testOutput */.Si)(tests) }),
        image: pull ?? build.built.id,
        ...(cached !== undefined && { 'cached-percent': String(cached) }),
        pushed: String(publish.run && publish.tags.length > 0),
        changed: String(publish.run && hasChanged(publish)),
    };
}
/** What became of the hosts; nothing without a deploy. */
function deployOutputs(deploy) {
    return deploy.run ? { deployed: (0,report_deploy/* deployedOutput */.Gz)(deploy.hosts) } : {};
}
/** Whether a tag shows another image than before, as far as the registry told. */
function hasChanged({ tags }) {
    return tags.some(({ change }) => change.kind !== 'unchanged');
}
/** Of a run that found its image published. */
function unchangedOutputs({ plan, tags, digest, }) {
    const [name] = plan.names.map(plan_names/* displayName */.QC);
    return {
        ...outputsFor(plan, tags),
        digest,
        image: `${name}@${digest}`,
        pushed: 'true',
        changed: 'false',
    };
}
/** All outputs of `stage: publish`. */
function joinedOutputs({ plan, publish, digest }) {
    if (!publish.run || digest === undefined)
        return outputsFor(plan, publish.run ? [] : plan.tags);
    const tags = publish.tags.map(({ tag }) => tag);
    const [pull] = pullReferences(plan, publish, digest);
    return {
        ...outputsFor(plan, tags),
        ...(pull !== undefined && { digest, image: pull }),
        pushed: String(tags.length > 0),
        changed: String(hasChanged(publish)),
    };
}

;// CONCATENATED MODULE: ./build/report/timeline.js


const mostBars = 12;
/** Seconds from which a step is worth a bar. */
const shortest = 0.5;
const longestName = 50;
const mostTicks = 10;
/** The slowest steps, one section a stage; nothing where there are fewer than two to compare. */
function timeline(steps) {
    const bars = steps
        .filter((step) => step.state === 'done' && step.seconds >= shortest)
        .toSorted((a, b) => b.seconds - a.seconds)
        .slice(0, mostBars)
        .toSorted((a, b) => a.start - b.start);
    if (bars.length < 2)
        return '';
    const sections = [...Map.groupBy(bars, sectionOf)].flatMap(([name, own]) => [`section ${name}`, ...own.map(bar)]);
    const end = Math.max(...bars.map(({ start, seconds: time }) => start + time));
    // Times count from 1970, so that an axis of seconds begins at 0 in every time zone.
    const lines = ['dateFormat x', 'axisFormat %s s', `tickInterval ${tick(end)}`, 'todayMarker off', ...sections];
    return ['```mermaid', 'gantt', ...lines.map((line) => `  ${line}`), '```'].join('\n');
}
/** `12.4 s RUN npm ci :300, 12700`. The time stands first, since a name may begin with a word of Mermaid's. */
function bar({ instruction, start, seconds: time }) {
    const from = Math.round(start * 1000);
    const to = from + Math.round(time * 1000);
    return `${(0,report_text/* seconds */.YA)(time)} ${timeline_plain(shortInstruction(instruction))} :${from}, ${to}`;
}
function sectionOf({ stage, position }) {
    if (position === '')
        return 'BuildKit';
    return timeline_plain(stage) || 'image';
}
/** Steps between the ticks of an axis, in seconds. */
const ticks = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];
function tick(end) {
    return `${ticks.find((step) => end / step <= mostTicks) ?? 7200}second`;
}
/** Characters that begin or end something in Mermaid or Markdown, and such as look like them. */
const lookAlikes = {
    ':': '\u2236',
    ';': '\u2e35',
    ',': '\u201a',
    '#': '\uff03',
    '%': '\uff05',
    '&': '\uff06',
    '|': '\uff5c',
    '<': '\u2039',
    '>': '\u203a',
    '"': '\u201d',
    "'": '\u2019',
    '`': '\u2019',
    '\\': '\u2216',
    '{': '\uff5b',
    '}': '\uff5d',
    '[': '\uff3b',
    ']': '\uff3d',
    '@': '\uff20',
    $: '\uff04',
    '*': '\u2217',
};
/** One line of foreign text in which nothing means anything; what has no look-alike is a dot. */
function timeline_plain(text) {
    const line = (0,report_text/* shown */.SP)(text.replace(/\s+/g, ' ')).trim();
    const cut = line.length > longestName ? `${line.slice(0, longestName - 3)}...` : line;
    return cut.replace(/[^\p{L}\p{N} ._/=+()!?~-]/gu, (character) => lookAlikes[character] ?? '\u00b7');
}

;// CONCATENATED MODULE: ./build/report/summary.js









const slowest = 5;
/** The summary of a run that went through. */
function goodSummary(outcome) {
    const { plan, build } = outcome;
    const sections = [
        `## ${verdict(outcome)}`,
        hostSection(outcome.deploy),
        tagTable(outcome),
        gateTable(outcome),
        ...(outcome.tests === undefined
            ? []
            : [...(0,report_tests/* testSections */.dw)(outcome.tests, table), ...(0,report_tests/* greenAnyway */.P1)(outcome.tests).map(report_text/* escaped */.Mk)]),
        imageTable(outcome),
        stepSection(build.steps),
        costTable(outcome),
        findingTable(outcome.findings),
        skipped(outcome),
        commands(outcome, build.built.digest),
    ];
    return `${sections.filter((section) => section !== '').join('\n\n')}\n\n${footer(plan)}\n`;
}
/** The summary of a run that found its image published. */
function unchangedSummary({ plan, digest, tags, deploy }) {
    const rows = [
        ...tags.map(({ reference }) => [(0,report_text/* code */.aY)(reference), 'unchanged']),
        ...plan.heldBack.map(({ tag, because }) => [(0,report_text/* code */.aY)(tag.reference), `held back: ${(0,report_text/* prose */.CS)(cut(because))}`]),
    ];
    const [name] = plan.names.map(plan_names/* displayName */.QC);
    const sections = [
        `## ${['Unchanged', ...(0,report_deploy/* deployedWords */.Y9)(deploy)].join(', ')}: ${(0,plan_names/* shortDigest */.VK)(digest)}`,
        hostSection(deploy),
        (0,report_text/* prose */.CS)(`${unchangedLine(digest)}.`),
        table(['tag', 'change'], rows),
        table(['image', ''], [['digest', (0,report_text/* code */.aY)(digest)]]),
        ...(0,report_deploy/* deployReasons */.hN)(deploy).map((line) => `- ${(0,report_text/* prose */.CS)(line)}.`),
        `<pre>${(0,report_text/* entities */.O5)(`docker pull ${name}@${digest}`)}</pre>`,
    ];
    return `${sections.filter((section) => section !== '').join('\n\n')}\n\n${footer(plan)}\n`;
}
/** The summary of `stage: deploy` and `stage: rollback`. */
function deploySummary(plan, deploy) {
    const title = deploy.run ? (0,report_deploy/* deployVerdict */.xP)(deploy) : `Not deployed: ${deploy.because}`;
    const sections = [`## ${(0,report_text/* prose */.CS)(title)}`, deploy.run ? runningText(deploy) : '', hostSection(deploy)];
    return `${sections.filter((section) => section !== '').join('\n\n')}\n\n${footer(plan)}\n`;
}
/** Which image and which commit that is: not that of the workflow, which may be an older or a newer one. */
function runningText({ images }) {
    return images
        .map(({ reference, revision }) => {
        const commit = revision === '' ? 'of an unknown commit' : `of commit ${(0,report_text/* code */.aY)(revision.slice(0, 7))}`;
        return `${(0,report_text/* code */.aY)(reference)}, ${commit}`;
    })
        .join('\n\n');
}
/** Host by host, with what could not be done beside it. */
function hostSection(deploy) {
    if (!deploy.run)
        return '';
    const notes = [...deploy.unsure, ...deploy.notes].map((note) => `- ${(0,report_text/* prose */.CS)(note)}`).join('\n');
    const parts = [table(report_deploy/* hostColumns */._N, (0,report_deploy/* hostRows */.a1)(deploy.hosts)), notes];
    return parts.filter((part) => part !== '').join('\n\n');
}
/** The summary of `stage: publish`: the tags, and what each platform went through in its job. */
function joinSummary(outcome) {
    const { plan, publish, digest } = outcome;
    const count = publish.run ? publish.tags.length : 0;
    const what = digest === undefined ? '' : `: ${(0,plan_names/* shortDigest */.VK)(digest)}`;
    const platforms = publish.run ? publish.platforms : [];
    const rows = platforms.map((one) => [(0,report_text/* escaped */.Mk)(one.platform), (0,report_text/* code */.aY)(one.digest)]);
    const sections = [
        `## ${count === 0 ? 'Nothing was pushed' : `Joined ${(0,report_text/* counted */.hS)(plan.parts.length, 'image')}, pushed ${(0,report_text/* counted */.hS)(count, 'tag')}`}${what}`,
        tagTable(outcome),
        plan.parts.length === 0 ? '' : table(['platform', 'gate', 'result'], plan.parts.flatMap(partRows)),
        digest === undefined ? '' : table(['image', ''], [['digest', (0,report_text/* code */.aY)(digest)], ...rows]),
        reasons(outcome)
            .map((line) => `- ${(0,report_text/* prose */.CS)(line)}`)
            .join('\n'),
        digest === undefined ? '' : commands(outcome, digest),
    ];
    return `${sections.filter((section) => section !== '').join('\n\n')}\n\n${footer(plan)}\n`;
}
function partRows({ platforms, gates }) {
    return gates.map((one) => [
        (0,report_text/* escaped */.Mk)(platforms.join(', ')),
        one.gate,
        one.state === 'passed' ? 'passed' : `did not run: ${(0,report_text/* prose */.CS)(cut(one.because))}`,
    ]);
}
/** The summary of a run that ended with an error. */
function badSummary({ message, cure, gates = [], findings = [], tests, hosts = [] }, tail) {
    const last = tail.slice(-report_failure/* tailLines */.os);
    const output = last.length === 0
        ? []
        : ['Last lines of the output:', `<pre>${last.map((line) => (0,report_text/* entities */.O5)(cut((0,report_text/* shown */.SP)(line)))).join('\n')}</pre>`];
    const sections = [
        `## ${(0,report_text/* prose */.CS)(message)}`,
        cure === undefined ? '' : (0,report_failure/* cureLines */.$Q)(cure).map(report_text/* prose */.CS).join('\n\n'),
        hosts.length === 0 ? '' : table(report_deploy/* hostColumns */._N, (0,report_deploy/* hostRows */.a1)(hosts)),
        gates.length === 0 ? '' : table(['gate', 'result', 'time'], gates.map(gateRow)),
        ...(tests === undefined ? [] : (0,report_tests/* testSections */.dw)(tests, table)),
        findingTable(findings),
        ...output,
    ];
    return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
/** The summary of a refused run: one row per problem. */
function problemSummary(title, rows) {
    return `## ${(0,report_text/* escaped */.Mk)(title)}\n\n${table(['input', 'what is wrong'], rows.map(([input, text]) => [(0,report_text/* code */.aY)(input), (0,report_text/* prose */.CS)(text)]))}\n`;
}
/** The summary of a dry run: the plan's sentences. */
function planSummary(lines, plan) {
    // A deploy sets none.
    const alone = plan.stage === 'deploy' || plan.stage === 'rollback';
    const tags = alone ? [] : plan.tags.map((tag) => [(0,report_text/* code */.aY)(tag.reference)]);
    const list = lines
        .map((line) => (line.startsWith(' ') ? `  - ${(0,report_text/* prose */.CS)(line.trim())}` : `- ${(0,report_text/* prose */.CS)(line)}`))
        .join('\n');
    return `## Plan, nothing was started\n\n${list}${tags.length === 0 ? '' : `\n\n${table(['tag'], tags)}`}\n`;
}
/** The summary of `stage: metadata`: what did not become a tag and why, the tags, the labels. */
function metadataSummary(title, lines, plan) {
    const sections = [
        `## ${(0,report_text/* prose */.CS)(title)}`,
        lines.map((line) => `- ${(0,report_text/* prose */.CS)(line)}`).join('\n'),
        plan.tags.length === 0
            ? ''
            : table(['tag'], plan.tags.map((tag) => [(0,report_text/* code */.aY)(tag.reference)])),
        table(['label', 'value'], plan.labels.map(({ key, value }) => [(0,report_text/* code */.aY)(key), (0,report_text/* code */.aY)(cut(value))])),
    ];
    return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
/** GitHub takes no summary over 1 MiB, and nobody reads a line of that length. */
const longestLine = 500;
function cut(line) {
    return line.length <= longestLine
        ? line
        : `${line.slice(0, longestLine)}... (${line.length - longestLine} more characters)`;
}
function verdict(outcome) {
    const tested = wasTested(outcome) ? 'Built and tested' : 'Built, not tested';
    const count = outcome.publish.run ? outcome.publish.tags.length : 0;
    const waits = outcome.publish.run && outcome.publish.content.length > 0;
    const untagged = waits ? 'pushed without a tag' : 'not pushed';
    const pushed = count === 0 ? untagged : `pushed ${(0,report_text/* counted */.hS)(count, 'tag')}`;
    const words = [tested, pushed, ...(0,report_deploy/* deployedWords */.Y9)(outcome.deploy)].join(', ');
    return `${words}: ${(0,plan_names/* shortDigest */.VK)(outcome.build.built.digest)}`;
}
function tagTable(outcome) {
    if (!outcome.publish.run || outcome.publish.content.length > 0)
        return '';
    const { tags, heldBack } = outcome.publish;
    const rows = [
        ...tags.map((pushed) => [(0,report_text/* code */.aY)(pushed.tag.reference), changeCell(pushed)]),
        ...heldBack.map(({ tag, because }) => [(0,report_text/* code */.aY)(tag.reference), `held back: ${(0,report_text/* prose */.CS)(cut(because))}`]),
    ];
    return table(['tag', 'change'], rows);
}
function changeCell({ change, note }) {
    const although = note === undefined ? '' : `, although ${(0,report_text/* escaped */.Mk)(cut(note))}`;
    switch (change.kind) {
        case 'created':
        case 'unchanged':
            return `${change.kind}${although}`;
        case 'moved':
            return `moved from ${(0,report_text/* code */.aY)((0,plan_names/* shortDigest */.VK)(change.from))}${although}`;
        case 'pushed':
            return 'pushed, the registry did not say what it was';
    }
}
/** Every gate, those that did not run with the reason. That nothing at all was tested must not be overlooked. */
function gateTable(outcome) {
    const rows = table(['gate', 'result', 'time'], outcome.gates.map(gateRow));
    return wasTested(outcome) ? rows : `**Nothing was tested.**\n\n${rows}`;
}
const tests = ['test stage', 'test command', 'service tests', 'smoke test'];
function wasTested({ gates }) {
    return gates.some(({ gate, state }) => tests.includes(gate) && state === 'passed');
}
function gateRow(result) {
    switch (result.state) {
        case 'passed':
            return [result.gate, `passed: ${(0,report_text/* escaped */.Mk)(cut(result.detail))}`, (0,report_text/* seconds */.YA)(result.seconds)];
        case 'failed':
            return [result.gate, `failed: ${(0,report_text/* prose */.CS)(cut(result.because))}`, (0,report_text/* seconds */.YA)(result.seconds)];
        case 'skipped':
            return [result.gate, `did not run: ${(0,report_text/* prose */.CS)(cut(result.because))}`, ''];
    }
}
function imageTable({ plan, build, publish }) {
    const { built } = build;
    const { base } = plan.build;
    return table(['image', ''], [
        ['digest', (0,report_text/* code */.aY)(built.digest)],
        ['size', `${(0,report_text/* megabytes */.ix)(built.bytes)} in ${(0,report_text/* counted */.hS)(built.layers, 'layer')}`],
        ...platformRows(plan.build.platforms, built.platform, publish),
        ...(base === undefined ? [] : [['base', baseCell(base)]]),
        ['user', built.user === '' ? 'root' : (0,report_text/* code */.aY)(built.user)],
        ['health check', built.healthCheck ? 'yes' : 'none'],
    ]);
}
/** Of several platforms each has its own image in the index. */
function platformRows(wanted, own, publish) {
    const platforms = publish.run ? publish.platforms : [];
    if (platforms.length === 0)
        return [['platform', (0,report_text/* escaped */.Mk)(wanted.length > 1 ? wanted.join(', ') : own)]];
    return platforms.map(({ platform, digest }) => [(0,report_text/* escaped */.Mk)(platform), (0,report_text/* code */.aY)(digest)]);
}
function baseCell({ reference, digest }) {
    return digest === undefined ? (0,report_text/* code */.aY)(reference) : `${(0,report_text/* code */.aY)(reference)} at ${(0,report_text/* code */.aY)((0,plan_names/* shortDigest */.VK)(digest))}`;
}
/** What came from the cache, and the steps that took time: drawn, or the few of a short build as a table. */
function stepSection(steps) {
    if (workSteps(steps).length === 0)
        return '';
    const share = `${cachedShare(steps)} came from the cache.`;
    return [share, timeline(steps) || stepTable(steps)].filter((part) => part !== '').join('\n\n');
}
function stepTable(steps) {
    const top = steps
        .filter((step) => step.state === 'done' && step.seconds >= 0.1)
        .toSorted((a, b) => b.seconds - a.seconds)
        .slice(0, slowest);
    if (top.length === 0)
        return '';
    const rows = top.map((step) => [(0,report_text/* escaped */.Mk)(step.stage), (0,report_text/* code */.aY)(step.instruction), (0,report_text/* seconds */.YA)(step.seconds)]);
    return table(['stage', 'slowest steps', 'time'], rows);
}
/** What cache and push cost beside the steps. How much a push sends, no tool tells. */
function costTable({ build: { imported }, cache, publish }) {
    const size = (bytes = 0) => (bytes === 0 ? '' : (0,report_text/* megabytes */.ix)(bytes));
    const pushed = publish.run && publish.tags.length + publish.content.length > 0;
    const rows = [
        ...(imported !== undefined && isCostly(imported)
            ? [[`read from ${(0,report_text/* code */.aY)(sourcesText(imported))}`, (0,report_text/* seconds */.YA)(imported.seconds), size(imported.bytes)]]
            : []),
        ...(cache.state === 'saved' ? [[`saved to ${(0,report_text/* code */.aY)(cache.to)}`, (0,report_text/* seconds */.YA)(cache.seconds), size(cache.bytes)]] : []),
        ...(pushed ? [['push', (0,report_text/* seconds */.YA)(publish.seconds), '']] : []),
    ];
    return rows.length === 0 ? '' : table(['cache and push', 'time', 'size'], rows);
}
function findingTable(findings) {
    if (findings.length === 0)
        return '';
    const rows = findings.map((finding) => {
        const { place, rule } = finding;
        return [(0,report_text/* code */.aY)(rule), place === undefined ? '' : (0,report_text/* code */.aY)(`${place.file}:${place.line}`), (0,report_text/* escaped */.Mk)(findingText(finding))];
    });
    return table(['finding', 'place', 'what to do'], rows);
}
function skipped(outcome) {
    const { cacheMounts: mounts } = outcome;
    const lines = [
        ...reasons(outcome),
        ...(0,report_deploy/* deployReasons */.hN)(outcome.deploy).map((line) => `${line}.`),
        ...(outcome.cache.state === 'skipped' ? [`Build cache not saved: ${outcome.cache.because}.`] : []),
        ...(outcome.cache.state === 'failed' ? [`Build cache not saved: ${outcome.cache.message}.`] : []),
        ...(mounts === undefined || mounts.state === 'saved' ? [] : [`${mountsLine(mounts)}.`]),
    ];
    return lines.map((line) => `- ${(0,report_text/* prose */.CS)(line)}`).join('\n');
}
function reasons({ plan, publish }) {
    return [
        ...noteLines(plan).map((note) => note.replace(/[^.]$/, '$&.')),
        ...(publish.run ? [] : [`Not pushed: ${publish.because}.`]),
    ];
}
function commands({ plan, publish }, digest) {
    if (!publish.run || publish.tags.length + publish.content.length === 0)
        return '';
    const lines = pullReferences(plan, publish, digest).flatMap((reference) => [
        `docker pull ${reference}`,
        `docker run --rm ${reference}`,
        ...verifyCommand(plan, reference),
    ]);
    return `<pre>${lines.map(report_text/* entities */.O5).join('\n')}</pre>`;
}
/** How anybody sees that this workflow has signed it. Whose key it was, only its owner knows. */
function verifyCommand({ sign, context }, reference) {
    if (!sign.run)
        return [];
    if (sign.with.kind !== 'identity')
        return [`cosign verify --key cosign.pub --private-infrastructure ${reference}`];
    const { serverUrl, repository } = context;
    const identity = `--certificate-identity-regexp='^${serverUrl}/${repository}/'`;
    const issuer = '--certificate-oidc-issuer=https://token.actions.githubusercontent.com';
    return [`cosign verify ${identity} ${issuer} ${reference}`];
}
function footer(plan) {
    const { revision, repository } = plan.context;
    return `<sub>commit ${(0,report_text/* code */.aY)(revision.slice(0, 7))} of ${(0,report_text/* code */.aY)(repository)}</sub>`;
}
function table(head, rows) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

;// CONCATENATED MODULE: ./build/report/report.js
/** Plan and results -> what the outside is told. Pure. */










/** More findings than this are in the summary only: GitHub shows ten annotations of a kind for a step. */
const mostWarnings = 8;
/** The report of a run that went through; `more` are outputs beside the usual ones. */
function reportOutcome(outcome, more = {}) {
    const { cache, cacheMounts: mounts } = outcome;
    const cacheWarning = cache.state === 'failed' ? [{ level: 'warning', message: cacheLine(cache) }] : [];
    return {
        lines: [closingLine(outcome, outcome.build.built.digest)],
        annotations: [
            ...outcome.findings.slice(0, mostWarnings).map(findingAnnotation),
            ...(outcome.tests === undefined ? [] : (0,report_tests/* testAnnotations */.nr)(outcome.tests)),
            ...cacheWarning,
            ...(mounts?.state === 'failed' ? [{ level: 'warning', message: mountsLine(mounts) }] : []),
            ...unsureWarnings(outcome.deploy),
        ],
        summary: goodSummary(outcome),
        outputs: { ...undeployedOutputs(outcome), ...deployOutputs(outcome.deploy), ...more },
    };
}
/** The report of a run that found its image published, and every gate behind it. */
function reportUnchanged(outcome) {
    return {
        lines: [doneText(outcome)],
        annotations: unsureWarnings(outcome.deploy),
        summary: unchangedSummary(outcome),
        outputs: { ...undeployedOutputs(outcome), ...deployOutputs(outcome.deploy) },
    };
}
/** The report of `stage: publish`. */
function reportJoin(outcome) {
    return {
        lines: [closingLine(outcome, outcome.digest)],
        annotations: [],
        summary: joinSummary(outcome),
        outputs: joinedOutputs(outcome),
    };
}
/** The report of `stage: plan`. */
function reportJobs(jobs) {
    const lines = [jobsLine(jobs), ...(0,report_deploy/* deployReasons */.hN)(jobs.deploy)];
    return { lines, annotations: [], summary: '', outputs: { plan: jobsOutput(jobs) } };
}
/** The report of `stage: deploy` and `stage: rollback`. */
function reportDeploy(plan, deploy) {
    return {
        lines: deployClosing(deploy),
        annotations: unsureWarnings(deploy),
        summary: deploySummary(plan, deploy),
        outputs: deployOutputs(deploy),
    };
}
/** What could not be told may have been a step backwards, so somebody should look. */
function unsureWarnings(deploy) {
    return deploy.run ? deploy.unsure.map((message) => ({ level: 'warning', message: (0,report_text/* shown */.SP)(message) })) : [];
}
function deployClosing(deploy) {
    return [deploy.run ? doneText({ seconds: deploy.seconds, deploy }) : (0,report_text/* shown */.SP)(`Not deployed: ${deploy.because}`)];
}
/** The report of a dry run: the plan's sentences, then every tag and host, then every "no". */
function reportPlan(plan, hosts) {
    const changes = plan.deploy.run ? (0,report_deploy/* hostPlanLines */.lv)(plan.deploy, hosts) : [];
    if (plan.stage === 'deploy' || plan.stage === 'rollback')
        return {
            lines: [planLine(plan), ...changes, ...reasonLines(plan), 'Nothing was touched: `dry-run` is true'].map(report_text/* shown */.SP),
            annotations: [],
            summary: planSummary([planLine(plan), ...changes, ...reasonLines(plan)], plan),
            outputs: {},
        };
    const fate = plan.publish.run ? 'would be pushed' : 'would not be pushed';
    const tags = plan.tags.map((tag) => `  ${tag.reference} ${fate}`);
    const reasons = [...plan.heldBack.map(heldBackLine), ...noteLines(plan), ...reasonLines(plan)];
    return {
        lines: [
            planLine(plan),
            ...tags,
            ...changes,
            ...reasons,
            ...buildLines(plan),
            'Nothing was started: `dry-run` is true',
        ].map(report_text/* shown */.SP),
        annotations: [],
        summary: planSummary([planLine(plan), ...changes, ...reasons], plan),
        outputs: plannedOutputs(plan),
    };
}
function buildLines({ stage, build: { command } }) {
    if (stage === 'publish')
        return [];
    return [`Build command: ${command.argv.join(' ')}`, `Its definition, on standard input: ${String(command.stdin)}`];
}
/** The report of `stage: metadata`: how the image is called and what it says about itself; nothing is built. */
function reportMetadata(plan, files) {
    const title = `Metadata: version ${plan.mainTag === '' ? 'unknown' : plan.mainTag}, ${(0,report_text/* counted */.hS)(plan.tags.length, 'tag')}`;
    const reasons = [...noTagLine(plan), ...plan.heldBack.map(heldBackLine), ...noteLines(plan)];
    return {
        lines: [title, ...plan.tags.map((tag) => `  ${tag.reference}`), ...reasons].map(report_text/* shown */.SP),
        annotations: [],
        summary: metadataSummary(title, reasons, plan),
        outputs: { ...plannedOutputs(plan), ...files },
        // docker/metadata-action leaves its outputs in the environment too, where Docker's own examples read them.
        variablePrefix: 'DOCKER_METADATA_OUTPUT_',
    };
}
/** Steps that take the output `tags` fail without one, and their message says nothing of the rules. */
function noTagLine({ tags, heldBack }) {
    return tags.length + heldBack.length > 0
        ? []
        : ['No tag: no rule of `tags` applies to this event, or `images` names none'];
}
/** The report of a run that ended with an error: one annotation whose first line is the whole story. */
function reportError(error) {
    if (error instanceof errors/* InputError */.dz)
        return reportProblems(error);
    if (error instanceof errors/* ToolError */.v4)
        return reportToolError(error);
    if (error instanceof errors/* CancelError */.p3)
        return {
            lines: [`${error.message}; nothing of this run is left on this machine`],
            annotations: [],
            summary: badSummary(error, []),
            outputs: {},
        };
    const message = `Slipway has a fault: ${error instanceof Error ? error.message : String(error)}`;
    const stack = (error instanceof Error ? (error.stack ?? '') : '').split('\n');
    const cure = 'please report it at https://github.com/slipway-ci/slipway/issues with the lines below';
    return {
        lines: [...(0,report_failure/* cureLines */.$Q)(cure), ...stack.map(report_text/* quoted */.TL)],
        annotations: [{ level: 'error', message: (0,report_text/* shown */.SP)(message) }],
        summary: badSummary({ message, cure }, stack),
        outputs: {},
    };
}
function reportProblems(error) {
    const lines = error.problems.map(problemText);
    return {
        lines: [],
        annotations: [{ level: 'error', message: [error.message, ...lines.map((line) => `  ${line}`)].join('\n') }],
        summary: problemSummary(error.message, error.problems.map((problem) => [problem.input, sentence(problem)])),
        outputs: {},
    };
}
function reportToolError(error) {
    const tail = (0,report_failure/* folded */.TM)(error.tail).slice(-report_failure/* tailLines */.os);
    const place = error.failure?.place;
    const cure = (0,report_failure/* cureOf */.XZ)(error.cure, error.undeployed === undefined ? undefined : publishedText(error.undeployed));
    const more = cure === undefined ? [] : (0,report_failure/* cureLines */.$Q)(cure);
    return {
        lines: [
            ...(0,report_deploy/* hostLines */.gu)(error.hosts),
            ...(error.tests === undefined ? [] : (0,report_tests/* testLines */.eq)(error.tests)),
            ...(tail.length === 0 ? [] : ['Last lines of the output:']),
            ...tail.map(report_text/* quoted */.TL),
        ],
        annotations: [
            {
                level: 'error',
                message: [error.message, ...more].map(report_text/* shown */.SP).join('\n'),
                ...(place !== undefined && { place }),
            },
            ...error.findings.slice(0, mostWarnings).map(findingAnnotation),
            ...(error.tests === undefined ? [] : (0,report_tests/* testAnnotations */.nr)(error.tests)),
        ],
        summary: badSummary({ ...error, message: error.message, cure }, tail),
        outputs: {
            ...(error.undeployed === undefined ? {} : undeployedOutputs(error.undeployed)),
            ...(error.tests === undefined ? {} : { 'test-results': (0,report_tests/* testOutput */.Si)(error.tests) }),
            ...(error.hosts.length === 0 ? {} : { deployed: (0,report_deploy/* deployedOutput */.Gz)(error.hosts) }),
        },
    };
}
/** A failed deploy takes no tag back: what they show has passed its gates. */
function publishedText(outcome) {
    const tags = 'build' in outcome ? (outcome.publish.run ? outcome.publish.tags.map(({ tag }) => tag) : []) : outcome.tags;
    const [first, ...others] = tags.map(({ reference }) => reference);
    const more = others.length === 0 ? '' : ` (and ${(0,report_text/* counted */.hS)(others.length, 'other tag')})`;
    return `the image is published all the same: ${first}${more} shows it`;
}
function problemText(problem) {
    return (0,report_text/* shown */.SP)(`${problem.input}: ${sentence(problem)}`);
}
function sentence(problem) {
    const cure = problem.cure === undefined ? '' : `; ${problem.cure}`;
    const value = problem.value === undefined ? '' : `"${problem.value}" `;
    return `${value}${problem.wrong}${cure}`;
}
function findingAnnotation(finding) {
    return {
        level: 'warning',
        message: (0,report_text/* shown */.SP)(`${finding.rule}: ${findingText(finding)}`),
        ...(finding.place !== undefined && { place: finding.place }),
    };
}

;// CONCATENATED MODULE: ./build/report/bake-files.js


/** Gives the content of each file, JSON, by the output that is to hold its path. */
function bakeFiles(plan) {
    return {
        'bake-file-tags': content({
            tags: plan.tags.map((tag) => tag.reference),
            args: { DOCKER_META_IMAGES: plan.names.map(plan_names/* displayName */.QC).join(','), DOCKER_META_VERSION: plan.mainTag },
        }),
        'bake-file-labels': content({ labels: (0,bake/* record */.g1)(plan.labels) }),
        'bake-file-annotations': content({ annotations: plan.annotations.map(plan_names/* annotationText */.xr) }),
    };
}
/** The target's name is the one that users of that action inherit from. */
function content(target) {
    return `${JSON.stringify((0,bake/* literal */.eu)({ target: { 'docker-metadata-action': target } }), null, 2)}\n`;
}

;// CONCATENATED MODULE: ./build/stages/bake-files.js

/** Writes the files, readable until the job's end, and gives their paths by output. */
async function keepBakeFiles(plan, world) {
    world.remember('kept-files', 'true');
    const files = Object.entries(bakeFiles(plan));
    const paths = await Promise.all(files.map(async ([name, content]) => [name, await world.files.keep(`${name}.json`, content)]));
    return Object.fromEntries(paths);
}

;// CONCATENATED MODULE: ./build/read/progress.js
/** BuildKit's machine-readable progress (`--progress=rawjson`, moby/buildkit client.SolveStatus) -> typed updates. */
/** Reads one line of the stream; one of another shape is text, since a line of a log must never end the run. */
function readProgress(line) {
    if (line.trim() === '')
        return [];
    try {
        if (line.startsWith('{'))
            return readStatus(JSON.parse(line));
    }
    catch {
        // Told as it is, below.
    }
    return [{ kind: 'text', text: line }];
}
/** Log data is base64 in the stream. */
function readStatus(status) {
    return [
        ...(status.statuses ?? []).flatMap(readLayer),
        ...(status.statuses ?? []).flatMap(({ id }) => id.startsWith('pushing layers') ? [{ kind: 'push' }] : []),
        ...(status.vertexes ?? []).map(readVertex),
        ...(status.logs ?? []).map(({ vertex, data }) => {
            return { kind: 'log', digest: vertex, data: decode(data ?? '') };
        }),
        ...(status.warnings ?? []).map(readWarning),
    ];
}
/**
 * Splits a vertex name such as `[final build 2/3] RUN make`. Bake puts the target first when it builds several;
 * a platform comes next when it was named; a stage without a name is `stage-N`, or nothing when it is the only one.
 */
function readStepName(name, severalTargets) {
    const match = /^\[([^\]]*)\] (.*)$/s.exec(name);
    const words = (match?.[1] ?? '').split(' ').filter((word) => word !== '');
    const position = words.find((word) => /^\d+\/\d+$/.test(word)) ?? '';
    const internal = words.includes('internal');
    // What is built on one platform for another: `linux/amd64->arm64`.
    const named = words.map((word) => word.replace(/^([a-z0-9]+)\/.*->/, '$1/'));
    const platform = named.find((word) => word !== position && /^[a-z0-9]+\/[a-z0-9/.]+$/.test(word)) ?? '';
    const rest = words.filter((word) => word !== position && word !== 'internal' && !word.includes('/'));
    const stage = (severalTargets ? rest.slice(1) : rest).join(' ');
    return { stage, platform, position, instruction: oneLine(match?.[2] ?? name), internal };
}
function oneLine(text) {
    return text.replace(/\s+/g, ' ').trim();
}
/** Where an import of a cache reads, as BuildKit names it; undefined for other work. */
function readCacheSource({ instruction }) {
    return /^importing cache manifest from (.*)$/.exec(instruction)?.[1];
}
function readLayer({ id, vertex, current, started, completed }) {
    const [, unpacking, layer] = /^(extracting )?(sha256:.*)$/.exec(id) ?? [];
    if (layer === undefined)
        return [];
    const bytes = unpacking === undefined ? (current ?? 0) : 0;
    return [{ kind: 'layer', digest: vertex, layer, bytes, started, completed }];
}
function readVertex(raw) {
    return {
        kind: 'vertex',
        digest: raw.digest,
        name: raw.name ?? '',
        started: raw.started,
        completed: raw.completed,
        cached: raw.cached === true,
        error: raw.error,
    };
}
function readWarning(raw) {
    const message = new TextDecoder().decode(decode(raw.short ?? ''));
    return { kind: 'warning', message, url: raw.url, line: raw.range?.[0]?.start?.line };
}
function decode(base64) {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

// EXTERNAL MODULE: ./build/stages/log-tail.js
var log_tail = __nccwpck_require__(2383);
;// CONCATENATED MODULE: ./build/stages/build-progress.js


/** Work that is no instruction is told from this many seconds on. */
const noteworthySeconds = 0.5;
class BuildProgress {
    warnings = [];
    #vertices = new Map();
    #text = [];
    #shown = new Set();
    /** Of layers that came with restored steps, by digest. */
    #fetched = new Map();
    #options;
    #pushing = false;
    /** The first start of all. */
    #began = Number.POSITIVE_INFINITY;
    constructor(options) {
        this.#options = options;
    }
    take(update) {
        switch (update.kind) {
            case 'vertex':
                this.#takeVertex(update);
                return;
            case 'log':
                this.#takeLog(update);
                return;
            case 'layer':
                this.#takeLayer(update);
                return;
            case 'push':
                this.#pushing = true;
                return;
            case 'warning':
                this.#takeWarning(update);
                return;
            case 'text':
                this.#text.push(update.text);
                return;
        }
    }
    /**
     * Instructions of the Dockerfile, each once, and other work that took time; what was executed for any target counts
     * as executed, and the longest of several counts.
     */
    steps() {
        const steps = [...this.#vertices.values()].flatMap((vertex) => this.#stepOf(vertex) ?? []);
        const once = new Map();
        for (const step of steps.filter((one) => one.position !== '' || isLongWork(one))) {
            const before = once.get(keyOf(step));
            const longer = step.state === 'done' && step.seconds > (before?.seconds ?? 0);
            if (before?.state !== 'done' || longer)
                once.set(keyOf(step), step);
        }
        return [...once.values()];
    }
    /** What the caches cost that were there. */
    imported() {
        const vertices = [...this.#vertices.values()];
        const read = vertices.filter((vertex) => isCacheImport(vertex) && vertex.ended === 'done');
        if (read.length === 0)
            return undefined;
        const spans = [
            ...read.flatMap(spanOf),
            ...vertices.flatMap(({ restored, fetching }) => (restored ? fetching : [])),
        ];
        return {
            from: [...new Set(read.flatMap(({ name }) => readCacheSource(name) ?? []))],
            bytes: [...this.#fetched.values()].reduce((sum, bytes) => sum + bytes, 0),
            seconds: secondsIn(spans),
        };
    }
    /** Steps that run now, with the seconds they took so far. */
    running(now) {
        return [...this.#vertices.values()]
            .filter((vertex) => vertex.started !== undefined && vertex.ended === undefined && !vertex.name.internal)
            .map((vertex) => ({
            name: { ...vertex.name, stage: this.#stageOf(vertex.name) },
            seconds: (now - (vertex.started ?? now)) / 1000,
        }));
    }
    /** Whether nothing is left to do but a push. BuildKit 0.28 and later ends the export first, and says no more then. */
    isPushing() {
        const vertices = [...this.#vertices.values()];
        const exported = vertices.some(({ name, ended }) => isExport(name) && ended !== undefined);
        const busy = vertices.some(({ name, started, ended }) => !isExport(name) && started !== undefined && ended === undefined);
        return (this.#pushing || exported) && !busy;
    }
    /** What is known about the failure once the build has ended with an error. */
    failure() {
        const failures = [...this.#vertices.values()].filter((vertex) => vertex.ended === 'failed' && !isCacheImport(vertex));
        const failed = failures.find(isInstruction) ?? failures[0];
        const message = this.#message();
        const target = /^target (test|final): /.exec(message)?.[1];
        const code = /exit code: (\d+)/.exec(failed?.error ?? message)?.[1];
        return {
            target: target === 'test' || target === 'final' ? target : undefined,
            stage: failed?.name.stage,
            instruction: failed?.name.instruction,
            exitCode: code === undefined ? undefined : Number(code),
            place: this.#place(this.#failedLine()),
            message: message.replace(/^target \S+: /, ''),
            tail: failed?.output.lines() ?? [],
        };
    }
    #takeVertex(update) {
        const vertex = this.#vertices.get(update.digest) ?? this.#begin(update);
        if (update.started !== undefined && update.completed === undefined)
            vertex.started ??= Date.parse(update.started);
        if (update.completed === undefined)
            return;
        const started = Date.parse(update.started ?? update.completed);
        const seconds = (Date.parse(update.completed) - started) / 1000;
        this.#began = Math.min(this.#began, started);
        if (vertex.from === undefined || seconds > vertex.seconds) {
            vertex.from = started;
            vertex.seconds = Math.max(seconds, 0);
        }
        vertex.error = update.error ?? vertex.error;
        const ended = endOf(update, vertex.restored);
        // The two targets report a shared step twice, and a base image again for each part of its work.
        if (vertex.ended !== undefined && (ended !== 'failed' || vertex.ended === 'failed'))
            return;
        vertex.ended = ended;
        this.#show(vertex);
        if (ended !== 'failed')
            vertex.output.clear();
    }
    /** Two targets that use different files of the context have steps of their own for the same instruction. */
    #show(vertex) {
        const step = this.#stepOf(vertex);
        if (step === undefined || !isWorthALine(vertex, step))
            return;
        if (step.state !== 'failed' && this.#shown.has(keyOf(step)))
            return;
        this.#shown.add(keyOf(step));
        this.#options.onStep(step, vertex.output);
    }
    #begin(update) {
        const name = readStepName(update.name, this.#options.severalTargets);
        const vertex = {
            name,
            output: new log_tail/* LogTail */.J(),
            started: undefined,
            from: undefined,
            seconds: 0,
            ended: undefined,
            error: undefined,
            restored: false,
            fetching: [],
        };
        this.#vertices.set(update.digest, vertex);
        return vertex;
    }
    /** What is executed fetches nothing, except ADD, so BuildKit found it in a cache, though it does not call it so. */
    #takeLayer({ digest, layer, bytes, started, completed }) {
        const vertex = this.#vertices.get(digest);
        if (vertex === undefined || !/^(?:RUN|COPY|WORKDIR)\b/.test(vertex.name.instruction))
            return;
        vertex.restored = true;
        this.#fetched.set(layer, Math.max(bytes, this.#fetched.get(layer) ?? 0));
        if (started === undefined || completed === undefined)
            return;
        vertex.fetching.push({ from: Date.parse(started), to: Date.parse(completed) });
    }
    /** `deps`, or `deps arm64`. */
    #stageOf({ stage, platform }) {
        const [, ...architecture] = platform.split('/');
        return this.#options.severalPlatforms ? [stage, ...architecture].join(' ').trim() : stage;
    }
    #stepOf({ name, ended, from, seconds }) {
        if (ended === undefined || from === undefined)
            return undefined;
        const { position, instruction } = name;
        const stage = this.#stageOf(name);
        return { start: (from - this.#began) / 1000, stage, position, instruction, state: ended, seconds };
    }
    /** Both targets report the same finding. */
    #takeWarning({ message, url, line }) {
        const known = this.warnings.some((warning) => warning.message === message && warning.place?.line === line);
        if (!known)
            this.warnings.push({ message, url, place: this.#place(line) });
    }
    #takeLog(update) {
        this.#vertices.get(update.digest)?.output.add(update.data);
    }
    /** buildx's last words: `ERROR: target test: failed to solve: …`. */
    #message() {
        const line = this.#text.findLast((text) => text.startsWith('ERROR: ')) ?? this.#text.at(-1) ?? '';
        return line.replace(/^ERROR: /, '').replace(/failed to solve: /, '');
    }
    /** buildx prints `Dockerfile:23` above the excerpt in which `>>>` marks the instruction. */
    #failedLine() {
        const ruler = this.#text.findIndex((text) => /^-{5,}$/.test(text));
        const line = ruler < 1 ? undefined : /:(\d+)$/.exec(this.#text[ruler - 1] ?? '')?.[1];
        return line === undefined ? undefined : Number(line);
    }
    #place(line) {
        const file = this.#options.dockerfile;
        return file === undefined || line === undefined ? undefined : { file, line };
    }
}
function endOf(update, restored) {
    if (update.error === undefined || update.error === '')
        return update.cached || restored ? 'cached' : 'done';
    return /context canceled|Canceled/.test(update.error) ? 'canceled' : 'failed';
}
function isInstruction(vertex) {
    return vertex.name.position !== '';
}
/** A cache that is not there is no failure; the build goes on without it. */
function isCacheImport(vertex) {
    return readCacheSource(vertex.name) !== undefined;
}
function isExport({ instruction }) {
    return instruction === 'exporting to image';
}
/** Instructions always; work around them (exports, imports, checks) when it took time or went wrong. */
function isWorthALine(vertex, step) {
    if (isInstruction(vertex))
        return true;
    if (vertex.name.internal || isCacheImport(vertex))
        return false;
    return step.state === 'failed' || step.seconds >= noteworthySeconds;
}
function keyOf({ stage, position, instruction }) {
    return `${stage} ${position} ${instruction}`;
}
/** Of work that is no instruction, what a reader looks for. */
function isLongWork({ state, seconds }) {
    return state === 'done' && seconds >= noteworthySeconds;
}
function spanOf({ from, seconds }) {
    return from === undefined ? [] : [{ from, to: from + seconds * 1000 }];
}
/** Wall time: where spans lie over each other it counts once. */
function secondsIn(spans) {
    let milliseconds = 0;
    let reached = 0;
    for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
        milliseconds += Math.max(to - Math.max(from, reached), 0);
        reached = Math.max(reached, to);
    }
    return milliseconds / 1000;
}

// EXTERNAL MODULE: ./build/stages/check-engine.js
var check_engine = __nccwpck_require__(7913);
// EXTERNAL MODULE: ./build/stages/explain.js
var explain = __nccwpck_require__(665);
// EXTERNAL MODULE: ./build/read/manifest.js
var read_manifest = __nccwpck_require__(9180);
// EXTERNAL MODULE: ./build/stages/retry.js
var retry = __nccwpck_require__(8764);
;// CONCATENATED MODULE: ./build/stages/registry.js



/** Asks the registries for each tag, all at once: directly, and through buildx where that gave no plain answer. */
function readTags(tags, logins, world) {
    return Promise.all(tags.map(async (tag) => {
        const state = await world.askRegistry(tag, loginFor(tag, logins));
        return state.kind === 'unknown' ? readThroughBuildx(tag, world) : state;
    }));
}
/** Reads of all tags at once what their images say of themselves, directly only. */
function readShown(tags, logins, world) {
    return Promise.all(tags.map((tag) => world.showTag(tag, loginFor(tag, logins))));
}
/** As above, and through buildx where the direct way gave no plain answer. */
async function readShownSurely(tags, logins, world) {
    return askAgain(tags, await readShown(tags, logins, world), world);
}
/** Asks through buildx, which needs the run's logins to be there, what the direct way did not tell. */
function askAgain(tags, states, world) {
    return Promise.all(tags.map(async (tag, index) => {
        const state = states[index] ?? { kind: 'unknown', words: 'no answer' };
        if (state.kind !== 'unknown')
            return state;
        return readImage(await inspect(tag, '{"manifest":{{json .Manifest}},"image":{{json .Image}}}', world));
    }));
}
/** What is wrong with the registry when it is asked directly, for a push that ended without an answer. */
async function askWhy(named, logins, world) {
    if (named === undefined)
        return undefined;
    const state = await world.askRegistry(named, loginFor(named, logins));
    return state.kind === 'unknown' ? (0,explain/* explain */.WE)(state.words) : undefined;
}
/** Slower, and right where the direct way is not sure: buildx knows proxies, credential helpers and every registry's ways. */
async function readThroughBuildx(tag, world) {
    return readState(await inspect(tag, '{{json .Manifest}}', world));
}
/** The login for the registry that a tag is in. */
function loginFor(tag, logins) {
    return logins.find(({ registry }) => registry === tag.image.registry);
}
/** buildx waits for ever for a registry that says nothing. */
const patienceSeconds = 60;
function inspect({ reference }, format, world) {
    const argv = ['docker', 'buildx', 'imagetools', 'inspect', '--format', format, reference];
    const deadline = world.now() + patienceSeconds * 1000;
    return (0,retry/* persist */.Zr)({ title: `Read ${reference}`, argv }, { what: `Reading ${reference}`, deadline }, world);
}
function readState(finished) {
    if (finished.exitCode !== 0)
        return registry_refusal(finished);
    const digest = /"digest":\s*"(sha256:[0-9a-f]{64})"/.exec(finished.stdout)?.[1];
    return digest === undefined ? { kind: 'unknown', words: finished.stdout } : { kind: 'present', digest };
}
function registry_refusal({ stderr, timedOut }) {
    if (timedOut === true)
        return { kind: 'unknown', words: `no answer in ${patienceSeconds} s` };
    // A credential helper that is "not found" says nothing about the tag.
    return /: not found\s*$|manifest unknown|name unknown/im.test(stderr)
        ? { kind: 'absent' }
        : { kind: 'unknown', words: stderr };
}
const registry_recipeKey = 'io.github.slipway-ci.recipe';
function readImage(finished) {
    if (finished.exitCode !== 0)
        return registry_refusal(finished);
    const inspected = parsed(finished.stdout);
    const digest = inspected?.manifest?.digest;
    if (inspected === undefined || digest === undefined)
        return { kind: 'unknown', words: finished.stdout };
    const said = (key) => [inspected.manifest?.annotations, labelsOf(inspected.image)]
        .map((words) => words?.[key])
        .find((value) => typeof value === 'string' && value !== '') ?? '';
    const revision = said('org.opencontainers.image.revision');
    const version = said('org.opencontainers.image.version');
    const recipe = inspected.manifest?.annotations?.[registry_recipeKey];
    return { kind: 'present', shown: { digest, revision, version, recipe: typeof recipe === 'string' ? recipe : '' } };
}
function labelsOf(image) {
    if (image === undefined || image === null)
        return undefined;
    if ('config' in image)
        return image.config?.Labels;
    return Object.values(image)[0]?.config?.Labels;
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
/** The images of an index by platform, its attestations left out; none when it cannot be read. */
async function readIndex(reference, world) {
    const { exitCode, stdout } = await world.run(rawManifest(reference));
    return exitCode === 0 ? (0,read_manifest/* platformsIn */.S2)(stdout) : [];
}
/** The command that prints a manifest or an index as the registry has it, byte for byte. */
function rawManifest(reference, words = [], env = {}) {
    const argv = ['docker', 'buildx', 'imagetools', 'inspect', ...words, '--raw', reference];
    return { title: `Read ${reference}`, argv, env };
}

;// CONCATENATED MODULE: ./build/stages/build.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
/** Builds the image and runs its test stage, in one solve, into the engine's image store. */










/** A build that says nothing for half a minute looks hung: after so many milliseconds, looked at so often, it says what runs. */
const silence = { longest: 20_000, look: 5_000 };
/** Builds and tests; the image is then in the store under the candidate's name. */
async function buildAndTest(plan, world) {
    for (const file of plan.build.secretFiles)
        await world.files.writeSecret(file.path, file.content);
    return inGroup(plan.test.run ? 'Build and test' : 'Build', plan, plan.build.command, world);
}
/**
 * The same once more out of the cache, test and image together: what BuildKit should have to do anew is tested anew. The
 * steps are those of the build before.
 */
async function buildAgain(why, plan, before, world) {
    const solved = await inGroup(`Build again: ${why}`, plan, plan.build.again, world);
    return { ...before, digest: solved.digest, metadata: solved.metadata, seconds: before.seconds + solved.seconds };
}
async function inGroup(title, plan, command, world) {
    world.log.group(title);
    try {
        return await solve(plan, command, world);
    }
    finally {
        world.log.endGroup();
    }
}
/** What a registry did to a base image or to the image itself may pass; what a step did stays. */
async function solve(plan, command, world) {
    for (let tried = 1;; tried++) {
        try {
            return await solveOnce(plan, command, world);
        }
        catch (error) {
            const words = error instanceof errors/* ToolError */.v4 && repeatable(plan) ? passingWords(error) : undefined;
            if (words === undefined || !(await (0,retry/* waitAfter */.Wv)({ what: 'The build', words, tried }, world)))
                throw error;
        }
    }
}
/** With `no-cache` every step would be executed once more. */
function repeatable({ build }) {
    return build.command.stdin === build.again.stdin;
}
function passingWords({ failure }) {
    const passes = failure !== undefined && failure.exitCode === undefined && (0,retry/* isPassing */.WG)(failure.message);
    return passes ? failure.message : undefined;
}
async function solveOnce(plan, command, world) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        let spoke = world.now();
        let heard = world.now();
        const ending = new AbortController();
        const progress = new BuildProgress({
            severalTargets: build_targetsOf(command) > 1,
            severalPlatforms: plan.build.platforms.length > 1,
            dockerfile: plan.build.dockerfile,
            onStep: (step, output) => {
                showStep(step, output, world);
                spoke = world.now();
            },
        });
        const _life = __addDisposableResource(env_1, world.every(silence.look, () => {
            if (progress.isPushing() && world.now() - heard > pushLimit(plan))
                ending.abort();
            if (world.now() - spoke < silence.longest)
                return;
            showRunning(progress, world);
            spoke = world.now();
        }), false);
        const finished = await world.run(command, {
            ending: ending.signal,
            onErrorLine: (line) => {
                heard = world.now();
                for (const update of readProgress(line))
                    progress.take(update);
            },
        });
        if (finished.timedOut === true)
            throw await pushError(plan, finished, world);
        if (finished.exitCode !== 0) {
            const failure = progress.failure();
            if (failure.instruction === undefined)
                await (0,check_engine/* checkEngine */.X)(plan.build.route, world);
            throw buildError(plan, failure);
        }
        const metadata = readMetadata(await world.files.read(plan.build.metadataFile));
        const told = { steps: progress.steps(), imported: progress.imported(), warnings: progress.warnings };
        return { ...metadata, ...told, seconds: finished.seconds };
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        __disposeResources(env_1);
    }
}
/** BuildKit waits for ever for a registry that says nothing: so many milliseconds are enough. */
function pushLimit({ build, publish }) {
    return publish.run && build.pushTo.length > 0 ? publish.timeoutSeconds * 1000 : Number.POSITIVE_INFINITY;
}
async function pushError(plan, finished, world) {
    const [tag] = plan.publish.run ? plan.publish.tags : [];
    const { why, cure } = (0,explain/* reasonOf */.A3)(finished, await askWhy(tag, plan.logins, world));
    return new errors/* ToolError */.v4(`Push of ${plan.build.pushTo.join(', ')} failed: ${why}`, {
        cure: (0,report_failure/* cureOf */.XZ)(cure, (0,report_failure/* nothingPushed */.nE)(plan)),
    });
}
/** BuildKit names the target of a step when there are several. */
function build_targetsOf({ stdin }) {
    return Object.keys(JSON.parse(String(stdin)).target).length;
}
function showStep(step, output, world) {
    world.log.line(stepLine(step));
    if (step.state !== 'failed')
        return;
    if (output.dropped > 0)
        world.log.line(`  | (the first ${output.dropped} bytes of this step's output are left out)`);
    for (const line of output.lines())
        world.log.line((0,report_text/* quoted */.TL)(line));
}
function showRunning(progress, world) {
    for (const { name, seconds } of progress.running(Date.now()))
        world.log.line(runningLine(name, seconds));
}
/** A step that exited is the user's to mend; anything else may be the engine's or the registry's trouble. */
function buildError(plan, failure) {
    const known = failure.exitCode === undefined ? (0,explain/* explain */.WE)(failure.message) : undefined;
    const line = (0,report_failure/* failureLine */.Pu)(plan, failure);
    return new errors/* ToolError */.v4(known === undefined ? line : `${line}; ${known.why}`, {
        cure: known?.cure ?? (0,report_failure/* failureCure */.yI)(plan, failure),
        tail: failure.tail.length > 0 ? failure.tail : [lastWord(failure)],
        failure,
    });
}
/** Where a step printed nothing, BuildKit's own words only repeat what failed; elsewhere they are all there is. */
function lastWord({ exitCode, message }) {
    return exitCode === undefined ? message : '(it printed nothing)';
}
/** The part of the metadata file that is the image's. */
function readMetadata(text) {
    const final = JSON.parse(text).final ?? {};
    const digest = final['containerimage.digest'];
    if (typeof digest !== 'string')
        throw new errors/* ToolError */.v4('BuildKit gave no digest for the image', { tail: [text] });
    return { digest, metadata: JSON.stringify(final, undefined, 2) };
}

// EXTERNAL MODULE: ./build/stages/image-store.js
var image_store = __nccwpck_require__(1427);
;// CONCATENATED MODULE: ./build/stages/digest.js
/** Which image a name means now, for what is made of it. */



/** BuildKit may reach a registry that this machine does not. The build tells in the end what it used. */
const limitSeconds = 2;
/** The digest that an image has now; undefined when nobody says it. */
async function readDigest(image, logins, world) {
    if (image.digest !== undefined)
        return image.digest;
    const login = loginFor(image, logins);
    const state = await world.askRegistry(image, login, limitSeconds);
    return state.kind === 'present' ? state.digest : digestInEngine(image, world);
}
/** This is a guess, and an engine that says nothing useful must not fail a build over it. */
async function digestInEngine({ reference }, world) {
    try {
        const image = (await (0,image_store/* inspectImages */.J2)([reference], world))[0];
        return image?.keepsDigests === true ? image.id : undefined;
    }
    catch (error) {
        if (error instanceof errors/* ToolError */.v4)
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./build/stages/base.js




/** What BuildKit will most likely resolve the name to: what the registry says, else what the engine has. */
async function readBaseDigest({ build, logins }, world) {
    const { base } = build;
    return base === undefined ? undefined : readDigest(base, logins, world);
}
/**
 * Builds the image with the label of its base. Where the build used another than was read before, or nobody knew, it is
 * built once more, since a label is part of the image.
 */
async function buildOnBase(planned, planOnBase, { baseDigest: likely, recipe: reading }, world) {
    const { base } = planned.build;
    const recipe = reading.kind === 'known' ? reading.recipe : undefined;
    const open = base !== undefined && base.digest === undefined ? base : undefined;
    const on = open === undefined || likely === undefined ? {} : { base: { ...open, digest: likely } };
    const said = { ...on, ...(recipe !== undefined && { recipe: recipe.digest }) };
    const plan = Object.keys(said).length === 0 ? planned : await planOnBase(said);
    const solved = await buildAndTest(plan, world);
    const used = open && usedDigest(open, solved.metadata);
    if (open !== undefined && (used === undefined || used !== likely))
        return renew({ base: open, used, solved }, planOnBase, world);
    const other = recipe && otherThanRead(recipe, solved.metadata);
    if (other === undefined)
        return { plan, solved };
    const without = await planOnBase(on);
    return { plan: without, solved: await buildAgain(`${other} is not what it was`, without, solved, world) };
}
/** An image of which the build used another than the recipe says. */
function otherThanRead({ images }, metadata) {
    const wrong = images.find((image) => ![undefined, image.digest].includes(usedDigest(image, metadata)));
    return wrong?.reference;
}
/** A base that moves between the two builds as well, or that the build did not use at all, is not named. */
async function renew({ base, used, solved }, planOnBase, world) {
    const { reference } = base;
    if (used !== undefined) {
        const plan = await planOnBase({ base: { ...base, digest: used } });
        const why = `${reference} is ${(0,plan_names/* shortDigest */.VK)(used)}, and the image's label must say so`;
        const again = await buildAgain(why, plan, solved, world);
        if (usedDigest(base, again.metadata) === used)
            return { plan, solved: again };
    }
    const plan = await planOnBase({ base: undefined });
    const why = used === undefined ? `nobody says which ${reference} it used, so its labels name none` : `${reference} moved again`;
    return { plan, solved: await buildAgain(why, plan, solved, world) };
}
/** The digest that the build used, by its own materials; undefined when they do not say, or platforms say several. */
function usedDigest(base, metadata) {
    const said = JSON.parse(metadata);
    // Of several platforms each has its own: `buildx.build.provenance/linux/arm64`.
    const all = Object.entries(said).filter(([key]) => /^buildx\.build\.provenance(?:\/|$)/.test(key));
    const digests = new Set(all.map(([, provenance]) => digestIn(base, provenance)));
    return digests.size === 1 ? [...digests][0] : undefined;
}
function digestIn(base, provenance) {
    const materials = provenance?.materials ?? provenance?.buildDefinition?.resolvedDependencies ?? [];
    const used = materials.find(({ uri }) => typeof uri === 'string' && referenceOf(uri) === base.reference);
    return typeof used?.digest?.sha256 === 'string' ? `sha256:${used.digest.sha256}` : undefined;
}
/** `pkg:docker/node@24?platform=…` (github.com/package-url/purl-spec). */
function referenceOf(uri) {
    const [, name, tag] = /^pkg:docker\/([^@?]+)(?:@([^?]+))?/.exec(uri) ?? [];
    if (name === undefined)
        return undefined;
    return (0,image_name/* readReference */.Wf)(`${name.replaceAll(/%3A/gi, ':').replaceAll(/%2F/gi, '/')}:${tag ?? 'latest'}`)?.reference;
}

// EXTERNAL MODULE: ./build/stages/builder.js
var builder = __nccwpck_require__(1537);
;// CONCATENATED MODULE: ./build/stages/cache-mounts.js
/** Cache mounts between runs: unpacked before the build, packed after the gates. No trouble here fails a build. */






/** A cache that is slower than this is no help. Unpacking may have to pull the base image, which the build needs anyway. */
const mostSeconds = { fetch: 120, unpack: 300, pack: 300, send: 300 };
const nothing = { key: undefined, way: undefined };
/** Puts what an earlier run has kept into mounts that are empty. */
async function restoreMounts(plan, world) {
    if (!plan.run)
        return nothing;
    const begun = world.now();
    try {
        const { folder, key, beginning } = plan;
        const found = await world.restoreEntry({ folder, key, beginnings: [beginning], limitSeconds: mostSeconds.fetch });
        if (found.kind === 'failed')
            return cache_mounts_refused(found.because, world);
        if (found.kind === 'absent') {
            world.log.line('Restored no cache mounts: none are kept yet');
            return nothing;
        }
        const { way, trouble, said } = await firstWay(plan.ways, 'unpack', world);
        if (trouble !== undefined)
            return cache_mounts_refused(trouble, world);
        const seconds = (world.now() - begun) / 1000;
        const count = said.filter((line) => line === unpacked).length;
        world.log.line(restoredMountsLine({ count, of: plan.count, bytes: found.bytes, seconds }));
        return { key: found.key, way };
    }
    catch (error) {
        if (error instanceof errors/* CancelError */.p3)
            throw error;
        return cache_mounts_refused(error instanceof Error ? error.message : String(error), world);
    }
    finally {
        await world.files.removeFolder(plan.folder);
    }
}
function cache_mounts_refused(because, world) {
    world.log.annotate({ level: 'warning', message: `Cache mounts not restored: ${because}` });
    return nothing;
}
/** Keeps what is in the mounts, when there is something new in them. Undefined when none are to be kept. */
async function saveMounts(plan, restored, steps, world) {
    if (!plan.run)
        return undefined;
    if (!plan.write.run)
        return { state: 'skipped', because: plan.write.because };
    if (restored.key === plan.key)
        return { state: 'skipped', because: 'they are kept already for these lock files' };
    // Of a step that came from the cache a mount may be empty, and would be kept so.
    if (!steps.some(fillsMount))
        return { state: 'skipped', because: 'no step that has one was executed' };
    try {
        return await write(plan, restored, world);
    }
    catch (error) {
        if (error instanceof errors/* CancelError */.p3)
            throw error;
        return { state: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    finally {
        await world.files.removeFolder(plan.folder);
    }
}
function fillsMount({ state, instruction }) {
    return state === 'done' && /^RUN\s.*--mount=\S*type=cache/is.test(instruction);
}
async function write(plan, { way }, world) {
    const begun = world.now();
    // The build took its time, and a service that has become silent would hold up what is pushed.
    const silent = await world.askCacheService();
    if (silent !== undefined)
        return { state: 'failed', message: silent };
    const packed = await firstWay(way === undefined ? plan.ways : [way], 'pack', world);
    if (packed.trouble !== undefined)
        return { state: 'failed', message: packed.trouble };
    const { folder, key, count } = plan;
    const sent = await world.saveEntry({ folder, key, limitSeconds: mostSeconds.send });
    switch (sent.kind) {
        case 'saved':
            return { state: 'saved', count, bytes: sent.bytes, seconds: (world.now() - begun) / 1000 };
        case 'there':
            return { state: 'skipped', because: 'another run has kept some for these lock files' };
        case 'failed':
            return { state: 'failed', message: sent.because };
    }
}
/** Only where an image lacks the program another one may have it. */
async function firstWay(ways, what, world) {
    for (const way of ways) {
        const said = [];
        const trouble = await cache_mounts_solve(way[what], { limitSeconds: mostSeconds[what], said }, world);
        if (trouble !== lacksTar)
            return { way: trouble === undefined ? way : undefined, trouble, said };
    }
    const images = ways.map(({ image }) => image).join(', nor in ');
    return { way: undefined, trouble: `there is no \`tar\` in ${images}`, said: [] };
}
const lacksTar = 'no tar';
/** Why it failed; undefined when it did not. */
async function cache_mounts_solve(command, { limitSeconds, said }, world) {
    const progress = new BuildProgress({
        severalTargets: false,
        severalPlatforms: false,
        dockerfile: undefined,
        onStep: () => undefined,
    });
    const finished = await world.run(command, {
        limitSeconds,
        onErrorLine: (line) => {
            for (const update of readProgress(line)) {
                progress.take(update);
                if (update.kind === 'log')
                    said.push(...new TextDecoder().decode(update.data).split('\n'));
            }
        },
    });
    if (finished.timedOut === true)
        return `not done after ${limitSeconds} s`;
    if (finished.exitCode === 0)
        return undefined;
    const { exitCode, message, tail } = progress.failure();
    if (exitCode === noTarCode || /"sh": executable file not found/.test([message, ...tail].join('\n')))
        return lacksTar;
    if (exitCode !== undefined && tail.length > 0)
        return (0,explain/* lastWords */.aN)(tail.join('\n'));
    return (0,explain/* explain */.WE)(message)?.why ?? (0,explain/* lastWords */.aN)(message);
}

// EXTERNAL MODULE: ./build/stages/borrowed-names.js
var borrowed_names = __nccwpck_require__(5905);
;// CONCATENATED MODULE: ./build/stages/candidate.js
/** The image under test as the engine holds it, whichever way it came there. */







/** Gives the image with this digest under the candidate's name, for the gates. */
async function fetchCandidate(plan, digest, world) {
    const { build } = plan;
    const { candidate, route, pushTo } = build;
    const [name] = pushTo;
    if (build.archive !== undefined)
        await candidate_load(build.archive, world);
    if (route.kind === 'image-store')
        return (0,image_store/* readCandidate */.G9)(candidate, digest, world);
    const told = name === undefined ? undefined : await lookElsewhere(plan, digest, world);
    if (told !== undefined)
        return told;
    if (name !== undefined)
        await pull(`${name}@${digest}`, plan, world);
    const image = (await (0,image_store/* inspectImages */.J2)([candidate], world))[0];
    const same = image?.keepsDigests === true && name !== undefined ? image.id === digest : true;
    if (image === undefined || !same)
        throw (0,image_store/* changed */.tD)(`the engine holds ${image?.id ?? 'nothing'}`, digest);
    return image;
}
/** The registry is slow then, and a pull not much slower. */
const lookSeconds = 5;
/** Where no gate starts the image, what its registry says of it is enough for lint, and saves the pull. */
async function lookElsewhere(plan, digest, world) {
    const { gates, names, logins, build } = plan;
    const [image] = names;
    if (image === undefined || gates.services.run || gates.command.run)
        return undefined;
    if (gates.smoke.run && !gates.smoke.optional)
        return undefined;
    const named = { image, name: digest, reference: `${(0,plan_names/* displayName */.QC)(image)}@${digest}` };
    const [platform] = gates.platforms.length > 0 ? gates.platforms : build.platforms;
    const told = await world.readImage(named, platform, loginFor(named, logins), lookSeconds);
    if (told === undefined)
        return undefined;
    const found = (0,image_store/* imageElsewhere */.O3)(digest, told);
    // A HEALTHCHECK is asked as soon as there is one.
    return gates.smoke.run && found.healthCheck ? undefined : found;
}
/** Last of all that is read before tags move: the image that they are to name is the one that was tested. */
async function checkCandidate({ build }, digest, world) {
    // By digest, a registry gives nothing else.
    if (build.route.kind === 'image-store')
        await (0,image_store/* readCandidate */.G9)(build.candidate, digest, world);
}
async function candidate_load(archive, world) {
    const argv = ['docker', 'load', '--quiet', `--input=${archive}`];
    const finished = await world.run({ title: 'Load the image', argv });
    if (finished.exitCode === 0)
        return;
    throw (0,explain/* refusalOf */.Of)('The engine did not take the image', finished);
}
/** By digest, which the engine checks. It keeps that name only where the user had it before. */
async function pull(reference, { build, gates, publish }, world) {
    const [earlier] = await (0,image_store/* inspectImages */.J2)([reference], world);
    const deadline = publish.run ? world.now() + publish.timeoutSeconds * 1000 : undefined;
    // Where no gate can run, lint still looks at what was built.
    const platforms = gates.platforms.length > 0 ? gates.platforms : build.platforms.slice(0, 1);
    try {
        for (const platform of platforms)
            await pullOne(reference, { platform, deadline }, world);
        const named = await world.run((0,borrowed_names/* imageCommand */.tv)(['tag', reference, build.candidate]));
        if (named.exitCode !== 0)
            throw new errors/* ToolError */.v4(`The engine refused the candidate's name: ${(0,explain/* lastWords */.aN)(named.stderr)}`);
    }
    finally {
        if (earlier === undefined)
            await world.run((0,borrowed_names/* imageCommand */.tv)(['rm', reference]), { evenWhenCancelled: true });
    }
}
async function pullOne(reference, { platform, deadline }, world) {
    const options = platform === undefined ? [] : [`--platform=${platform}`];
    const argv = ['docker', 'pull', '--quiet', ...options, reference];
    const finished = await (0,retry/* persist */.Zr)({ title: 'Pull the image', argv }, { what: `Pull of ${reference}`, deadline }, world);
    if (finished.exitCode === 0)
        return;
    throw (0,explain/* refusalOf */.Of)('The image was pushed but cannot be pulled for its tests', finished);
}

;// CONCATENATED MODULE: ./build/stages/clean.js
/** Removes an image of this run. One that is gone already is no matter, nor is an engine that cannot be asked any more. */
async function removeImage(name, world) {
    const command = { title: 'Remove the image', argv: ['docker', 'image', 'rm', name] };
    try {
        await world.run(command, { evenWhenCancelled: true });
    }
    catch (error) {
        // Told beside the error that led here, and never in its place.
        world.log.debug(`${name} was not removed: ${error instanceof Error ? error.message : String(error)}`);
    }
}

// EXTERNAL MODULE: ./build/plan/deploy-labels.js
var deploy_labels = __nccwpck_require__(2255);
// EXTERNAL MODULE: ./build/plan/deploy-names.js
var deploy_names = __nccwpck_require__(9322);
// EXTERNAL MODULE: ./build/stages/container.js
var stages_container = __nccwpck_require__(7125);
// EXTERNAL MODULE: ./build/stages/deploy/docker.js
var docker = __nccwpck_require__(6138);
;// CONCATENATED MODULE: ./build/stages/deploy/container.js




/** Started again after a crash and after a restart of the host, but not after somebody stopped it. */
const usualRestart = 'unless-stopped';
/** Gives its id. It does not run yet. */
async function createNext(wish, link) {
    const { plan, reference } = wish;
    const { options, environment, proxy } = plan;
    const name = (0,deploy_names/* restingName */.Aw)(plan.name, plan.owner);
    const folder = plan.access.folder;
    const { file, names, values } = await (0,stages_container/* writeEnvironment */.fB)({ name: `${name}.${link.host.label}`.replace(/[^\w.-]/g, '-'), folder, environment }, link.world);
    const words = [
        ...options.words,
        ...(options.restart === undefined ? [`--restart=${usualRestart}`] : []),
        ...(proxy !== undefined && options.networks.length === 0 ? [`--network=${(0,deploy_names/* networkName */.uv)(plan.name)}`] : []),
        `--env-file=${file}`,
        ...names.map((variable) => `--env=${variable}`),
        ...labels(wish, link).map((label) => `--label=${label}`),
    ];
    const argv = ['docker', 'create', '--pull=never', `--name=${name}`, ...words, reference, ...plan.command];
    // A cancel in the middle would leave nobody knowing whether there is one.
    const watch = { evenWhenCancelled: true };
    const { stdout } = await (0,docker/* must */.sb)(link, { title: 'Create the new container', argv, env: values }, watch);
    return stdout.trim();
}
function labels({ plan, context, reference, digest, revision, settings, previous }, link) {
    const { name, owner, options, health, proxy } = plan;
    return (0,deploy_labels/* labelWords */.a)({
        name,
        role: 'app',
        digest,
        reference,
        revision,
        settings,
        owner,
        run: context.runUrl,
        time: new Date(link.world.time()).toISOString(),
        previous,
        restart: options.restart ?? usualRestart,
        path: health.path ?? '',
        port: health.port === undefined ? '' : String(health.port),
        ...(proxy !== undefined && { target: String(proxy.target) }),
    });
}

// EXTERNAL MODULE: ./build/stages/deploy/serving.js
var serving = __nccwpck_require__(5776);
// EXTERNAL MODULE: ./build/plan/deploy-change.js
var deploy_change = __nccwpck_require__(7340);
;// CONCATENATED MODULE: ./build/stages/deploy/gap.js
/** For how long nobody answered while one container took the place of another. */

const pauseMilliseconds = 50;
const answerSeconds = 1;
async function doorOf(container, port, link) {
    const { address } = await (0,stages_container/* inspectContainer */.aH)(container, link.world);
    return address === undefined || port === undefined ? undefined : { address, port };
}
/** The same of one that serves; undefined also when it does not answer to questions of this kind. */
async function answeringDoorOf(container, port, link) {
    const door = await doorOf(container, port, link);
    return door !== undefined && (await answers(door, link)) ? door : undefined;
}
/** Whether somebody answers there, whatever it is. */
async function answers(door, link) {
    const host = door.address.includes(':') ? `[${door.address}]` : door.address;
    const answer = await link.world.probe(`http://${host}:${door.port}/`, answerSeconds);
    // Words that are no HTTP are an answer, too.
    return answer.kind === 'answer' || /Parse Error/.test(answer.words);
}
/**
 * Does the work, and gives when the answers changed on the clock of `World.now`: to none (`silent`), or to one
 * (`answering`). When they did not, it was with the end of the work.
 */
async function whenChanged(to, door, work, link) {
    const { world } = link;
    const watched = { over: false };
    const working = work().finally(() => {
        watched.over = true;
    });
    working.catch(() => undefined);
    const seen = door === undefined ? undefined : await watch(to, door, watched, link);
    await working;
    return seen ?? world.now();
}
async function watch(to, door, watched, link) {
    while (!watched.over) {
        const asked = link.world.now();
        if ((await answers(door, link)) === (to === 'answering'))
            return asked;
        await link.world.pause(pauseMilliseconds);
    }
    return undefined;
}

// EXTERNAL MODULE: ./build/stages/deploy/proxy.js
var deploy_proxy = __nccwpck_require__(3164);
;// CONCATENATED MODULE: ./build/stages/deploy/switch.js
/** Puts another container into the place of the one that serves on a host. */








/**
 * Side by side where that can be: the new one is started and proves itself before the old one goes. Where both want the
 * same port, the old one goes first, with everything else done before. Rejects with a ToolError when it does not serve;
 * nothing is put back here.
 */
async function switchTo(change, link) {
    const { plan, next, from } = change;
    const strays = straysOf(change);
    for (const stray of strays.filter(({ ports }) => meet(ports, next.ports)))
        await retire(stray, link);
    const switched = mustWait(change) ? await oneAfterTheOther(change, link) : await sideBySide(change, link);
    for (const stray of strays.filter(({ ports }) => !meet(ports, next.ports)))
        await retire(stray, link);
    const fell = await (0,serving/* watchServing */.Og)({ container: next.id, restarts: switched.restarts }, plan.watchSeconds, link);
    if (fell !== undefined)
        throw await failed(next.id, `${fell} within ${plan.watchSeconds} s after it was healthy`, undefined, link);
    return from === undefined ? { ...switched, gapSeconds: undefined } : switched;
}
/** Why the two cannot run side by side, as the rest of a sentence; undefined when they can. */
function whyAlone({ options, proxy }) {
    return proxy === undefined ? options.exclusive : undefined;
}
/** Also where it was the old one that took the port. */
function mustWait({ plan, next, from }) {
    if (from?.running !== true)
        return false;
    if (plan.proxy !== undefined)
        return false;
    return whyAlone(plan) !== undefined || meet(from.ports, next.ports);
}
/** Whether both want the same port of the host. */
function meet(one, other) {
    return (0,deploy_change/* sharedPort */.b6)(one, other) !== undefined;
}
/** Left running by a run that could not put them back. */
function straysOf({ state, next, from }) {
    return state.others.filter(({ id, running }) => running && id !== next.id && id !== from?.id);
}
async function sideBySide(change, link) {
    const { next, from } = change;
    await start(next.id, link);
    const { seconds, restarts } = await prove(change, link);
    const { gapSeconds, aside } = await sendRequests(change, link);
    await takeName(change, aside, link);
    if (from?.running === true && !aside)
        await link.world.pause(stragglersMilliseconds);
    if (from !== undefined)
        await retire(from, link);
    return { health: `healthy after ${seconds.toFixed(1)} s`, gapSeconds, restarts };
}
/** Has the proxy send requests to the new one, when there is one. */
async function sendRequests(change, link) {
    const { plan, next, from, health, state } = change;
    if (plan.proxy === undefined)
        return { gapSeconds: undefined, aside: false };
    const { port, target } = plan.proxy;
    const proxy = await (0,deploy_proxy/* readyProxy */.kR)(plan, state, link);
    const old = from?.running === true && from.ports.some((one) => one.port === port) ? from : undefined;
    const silent = old === undefined ? link.world.now() : await untilSilent({ ...change, from: old }, target, link);
    await (0,deploy_proxy/* startProxy */.nL)(proxy, link);
    await (0,deploy_proxy/* routeTo */.Bv)({ name: plan.name, container: next.id, port: next.target ?? target, path: health.path ?? '/' }, link);
    const over = old !== undefined || proxy.before?.running === true;
    return { gapSeconds: over ? (link.world.now() - silent) / 1000 : undefined, aside: old !== undefined };
}
/** Stops what serves, and gives when it served no more. */
async function untilSilent(change, port, link) {
    const { id } = change.from;
    const stopping = () => (0,docker/* must */.sb)(link, { title: 'Stop the old container', argv: ['docker', 'container', 'stop', id] });
    const door = await answeringDoorOf(id, port, link);
    // Whoever finds it running under another name knows that it may be stopping.
    await giveUpName(change, link);
    return whenChanged('silent', door, stopping, link);
}
async function oneAfterTheOther(change, link) {
    const { next, from } = change;
    if (from === undefined)
        return sideBySide(change, link);
    const port = next.ports[0]?.target ?? change.health.port;
    const silent = await untilSilent({ ...change, from }, port, link);
    await start(next.id, link);
    const started = link.world.now();
    let proven = { seconds: 0, restarts: 0 };
    const proving = async () => {
        proven = await prove(change, link);
    };
    const door = await doorOf(next.id, port, link).catch(() => undefined);
    const answering = await whenChanged('answering', door, proving, link);
    await takeName(change, true, link);
    await retire(from, link);
    // What never answers to questions over HTTP serves as soon as it runs, as far as can be told.
    const until = door === undefined ? started : answering;
    const { seconds, restarts } = proven;
    const gapSeconds = Math.max(until - silent, 0) / 1000;
    return { health: `healthy after ${seconds.toFixed(1)} s`, gapSeconds, restarts };
}
async function start(id, link) {
    await wholly(link, 'Start the new container', 'container', 'start', id);
}
/** A cancel does not end it in the middle, when nobody knows whether the engine goes on with it; it is quick. */
async function wholly(link, title, ...words) {
    await (0,docker/* must */.sb)(link, { title, argv: ['docker', ...words] }, { evenWhenCancelled: true });
}
async function prove({ next, health }, link) {
    const verdict = await (0,serving/* untilServing */.Ry)({ container: next.id, health }, link);
    if (verdict.healthy)
        return { seconds: verdict.seconds, restarts: verdict.restarts };
    const { message, cure, body } = verdict;
    throw await failed(next.id, message, { cure, body }, link);
}
async function failed(container, message, more, link) {
    const printed = await (0,stages_container/* containerLogs */.BX)(container, link.world).catch(() => []);
    const body = more?.body ?? '';
    const answer = body === '' ? [] : ['Last answer:', ...body.split('\n')];
    const cure = link.hint() ?? more?.cure;
    return new errors/* ToolError */.v4(message, {
        ...(cure !== undefined && { cure }),
        tail: [
            ...answer,
            `The container on ${link.host.label} printed:`,
            ...(printed.length > 0 ? printed : ['(nothing)']),
        ],
    });
}
/**
 * Whoever finds the container by its name finds the new one. For the time between two renames, which is some milliseconds
 * of the engine's own work, its DNS knows nobody of this name, and the C library asks again. It cannot be less: a name is
 * one container's; an alias is given with the network, where the new one would be found before it has proven itself, or by
 * a new connection to the network, which would cut what the new one has opened there. A proxy's name is always there.
 */
async function takeName({ plan, next, from }, aside, link) {
    const renames = from === undefined || aside ? [] : [from.id, (0,deploy_names/* restingName */.Aw)(plan.name, from.owner)];
    await wholly(link, 'Rename the containers', 'container', 'rename', ...renames, next.id, plan.name);
}
async function giveUpName({ plan, from }, link) {
    if (from === undefined)
        return;
    const name = (0,deploy_names/* restingName */.Aw)(plan.name, from.owner);
    await wholly(link, 'Rename the old container', 'container', 'rename', from.id, name);
}
/** Who asked for the address of the old one right before still comes. */
const stragglersMilliseconds = 500;
/** Kept for the way back, and not started again by the engine. */
async function retire(old, link) {
    await wholly(link, 'Switch its restart policy off', 'update', '--restart=no', old.id);
    await (0,docker/* must */.sb)(link, { title: 'Stop the old container', argv: ['docker', 'container', 'stop', old.id] });
}

;// CONCATENATED MODULE: ./build/stages/deploy/exchange.js
/** One host: makes the next container, or takes the one to go back to, and switches. */





/** Goes through `link`, not the site's own. Rejects when the new container does not serve; nothing is put back here. */
async function exchange(wish, site, prepared, link) {
    const { world } = link;
    const start = world.now();
    const { decided } = site;
    const change = decided.target === undefined ? await toNext(wish, site, prepared, link) : toTarget(wish, site, decided.target);
    const { health, gapSeconds } = await switchTo(change, link);
    if (decided.target !== undefined)
        await setRestart(decided.target, link);
    const seconds = (world.now() - start) / 1000;
    const to = decided.target?.digest ?? wish.plan.image?.digest;
    return {
        host: link.host.label,
        state: 'deployed',
        from: decided.from?.digest,
        to,
        health,
        gapSeconds,
        seconds,
        mend: [],
    };
}
async function toNext(wish, site, prepared, link) {
    const { plan, context, settings } = wish;
    const { state, decided } = site;
    const image = prepared.pulled.get(site)?.image;
    if (plan.image?.digest === undefined || image === undefined)
        throw new Error('A deploy without an image');
    const health = resolveHealth(plan, image);
    const { reference, digest } = plan.image;
    const resolved = { ...plan, health };
    const previous = decided.from?.id ?? '';
    const id = await createNext({ plan: resolved, context, reference, digest, revision: prepared.revision, settings, previous }, link);
    return { plan: resolved, next: { id, ports: plan.options.ports }, from: decided.from, state, health };
}
/** The port of the container that a path is asked on, when nobody names it. */
function resolveHealth({ health, options, proxy }, image) {
    if (health.path === undefined)
        return health;
    const published = options.ports.find(({ protocol }) => protocol === 'tcp')?.target;
    const [exposed, ...more] = image.ports;
    const port = health.port ?? proxy?.target ?? published ?? (more.length === 0 ? exposed : undefined);
    if (port !== undefined)
        return { ...health, port };
    throw new errors/* ToolError */.v4('Not deployed: nobody says on which port `deploy-health-path` is asked', {
        cure: 'set `deploy-health-port`, or let the image EXPOSE it',
    });
}
function toTarget({ plan }, { state, decided }, target) {
    const health = (0,serving/* healthOf */.Wr)(target, plan.health);
    return { plan, next: target, from: decided.from, state, health };
}
/** Only when it serves: one that could not be started would else be, beside the other, when the host is started anew. */
async function setRestart({ id, restart }, link) {
    await (0,docker/* must */.sb)(link, { title: 'Set its restart policy', argv: ['docker', 'update', `--restart=${restart}`, id] });
}

// EXTERNAL MODULE: ./build/stages/deploy/pull.js
var deploy_pull = __nccwpck_require__(8997);
// EXTERNAL MODULE: ./build/stages/deploy/put-back.js
var put_back = __nccwpck_require__(1773);
// EXTERNAL MODULE: ./build/stages/deploy/state.js
var deploy_state = __nccwpck_require__(2221);
;// CONCATENATED MODULE: ./build/stages/deploy/site.js
/** A host with what is on it and what is to be done there. */



/** Reads every host, side by side; touches nothing. */
function look(plan, settings, reached) {
    return Promise.all(reached.map(async (one) => {
        const state = await (0,deploy_state/* readState */.un)(plan, one.link);
        return { ...one, state, decided: (0,deploy_change/* decide */.LD)(plan, state, settings) };
    }));
}
function isChanging(site) {
    return site.decided.kind === 'switch';
}
/** What is to be replaced, host by host. */
function replacedOn(sites) {
    return sites
        .filter(isChanging)
        .flatMap(({ link, decided: { from } }) => (from === undefined ? [] : [{ host: link.host.label, from }]));
}
/** Also what is as it should be, when somebody may be changing it or has left it in the middle. */
function needsLock(site) {
    return isChanging(site) || site.state.lock !== undefined || site.state.abandoned.length > 0;
}
/** Rejects with a ToolError that names every host on which something bars the way. */
function refuseBarred(sites) {
    const barred = sites.flatMap(({ link, decided }) => decided.kind === 'refused' ? [{ host: link.host.label, ...decided }] : []);
    const [first, ...others] = barred;
    if (first === undefined)
        return;
    const more = others.map(({ host, because, cure }) => `on ${host}: it ${because}${cure === first.cure ? '' : `; ${cure}`}`);
    throw new errors/* ToolError */.v4(`Not deployed: ${first.host} ${first.because}`, { cure: [first.cure, ...more].join('\n') });
}
/** A host on which nothing was done. */
function untouched({ link, state }, kind) {
    const digest = state.current?.digest;
    const health = state.current?.running === true ? (state.current.health ?? 'running') : 'not running';
    return { ...site_nothing, host: link.host.label, state: kind, from: digest, to: digest, health };
}
/** The same, of one on which nothing was to be done or nothing came to be done. */
function leftAlone(site) {
    return untouched(site, site.decided.kind === 'unchanged' ? 'unchanged' : 'untouched');
}
function unavailable({ host, error }) {
    return { ...site_nothing, host, state: 'unavailable', from: undefined, to: undefined, health: error.message };
}
/** What no host has that was not switched. */
const site_nothing = { seconds: 0, gapSeconds: undefined, mend: [] };

// EXTERNAL MODULE: ./build/stages/deploy/stranded.js
var stranded = __nccwpck_require__(811);
;// CONCATENATED MODULE: ./build/stages/deploy/failure.js
/** When a deploy fails on a host: every host that was touched goes back, and the report says what runs where. */









/** A cancelled run has some seconds; what is not healthy by then is so later, or the post step sees to it. */
const cancelledHealthSeconds = 2;
async function failure(wish, world) {
    const { plan, cause, where, sites, unreached, touched, prepared } = wish;
    const cancelled = cause instanceof errors/* CancelError */.p3;
    const atMostSeconds = cancelled ? cancelledHealthSeconds : undefined;
    const results = new Map();
    if (where !== undefined && touched.length > 0 && cause instanceof errors/* ToolError */.v4)
        world.log.line((0,report_deploy/* failedLine */.E2)(where, reasonOf(cause, where)));
    await Promise.all(touched.map(async (site) => results.set(site, await goBack(wish, site, atMostSeconds, world))));
    const brought = [...prepared].filter(([, { known }]) => !known);
    await Promise.all(brought.map(([{ link }]) => (0,deploy_pull/* forget */.y)(plan.image?.reference ?? '', link).catch(() => undefined)));
    const stranded = touched.filter((site) => results.get(site)?.state === 'unknown').map(({ link }) => link);
    const hosts = [...sites.map((site) => results.get(site) ?? leftAlone(site)), ...unreached.map(unavailable)];
    if (cancelled) {
        // Nobody should do by hand what the job's end is about to do.
        for (const line of (0,report_deploy/* hostLines */.gu)(hosts.map((host) => ({ ...host, mend: [] }))))
            world.log.line(line);
        if (stranded.length > 0)
            world.log.line((0,report_deploy/* laterLine */.Pi)(stranded.map(({ host }) => host.label)));
        return { error: cause, stranded };
    }
    return { error: cause instanceof errors/* ToolError */.v4 ? failure_told(wish, cause, hosts) : cause, stranded };
}
function failure_told({ plan, where, touched }, cause, hosts) {
    const { why, cure } = (0,docker/* isBroken */.Qr)(cause.message) ? (0,docker/* whyOnHost */.Qm)(cause.message) : { why: cause.message, cure: cause.cure };
    const digest = plan.image?.digest;
    const what = digest === undefined ? 'Rollback' : `Deploy of ${(0,plan_names/* shortDigest */.VK)(digest)}`;
    const place = where === undefined ? '' : ` on ${where}`;
    // What fails before anything is switched names its host itself.
    const message = touched.length === 0 ? why : `${what} failed${place}: ${reasonOf(cause, where)}`;
    const passing = (0,docker/* isBroken */.Qr)(cause.message) ? again(plan) : '';
    return new errors/* ToolError */.v4(message, {
        cure: [cure, endState(hosts), passing].filter((part) => part !== undefined && part !== '').join('. '),
        tail: cause.tail,
        hosts,
        cause,
    });
}
/** Without the host, which is named beside it. */
function reasonOf({ message }, where) {
    const { why } = (0,docker/* isBroken */.Qr)(message) ? (0,docker/* whyOnHost */.Qm)(message) : { why: message };
    return why.replace(`${where} `, '');
}
async function goBack({ plan, cause, where }, site, atMostSeconds, world) {
    const { link, decided } = site;
    const start = world.now();
    const { from } = decided;
    const host = link.host.label;
    try {
        const back = await (0,put_back/* putBack */.p)({ plan, owner: plan.owner, previous: from?.id ?? '', atMostSeconds }, link);
        world.log.line((0,report_deploy/* putBackLine */.x5)(host, back));
        const seconds = (world.now() - start) / 1000;
        return {
            ...site_nothing,
            host,
            state: 'rolled back',
            from: from?.digest,
            to: from?.digest,
            health: back.health,
            ...(host === where && cause instanceof errors/* ToolError */.v4 && { failed: true }),
            seconds,
        };
    }
    catch (error) {
        if (!(error instanceof errors/* ToolError */.v4))
            throw error;
        const { runs, words, mend } = await (0,stranded/* readStranded */.O)(plan, from, plan.owner, link);
        const why = error.message.replace(`${host} `, '');
        return { ...site_nothing, host, state: 'unknown', from: from?.digest, to: runs, health: `${why}; ${words}`, mend };
    }
}
/** `Every host runs 5c0e91d2ab77`, when that is so. */
function endState(hosts) {
    const lost = hosts.filter(({ state }) => state === 'unknown').map(({ host }) => host);
    if (lost.length > 0)
        return `Mend ${(0,report_text/* listed */.KE)(lost)} by hand: the commands are below`;
    const reached = hosts.filter(({ state }) => state !== 'unavailable');
    const every = reached.length === hosts.length ? 'Every host' : 'Every host that was reached';
    const digests = [...new Set(reached.map(({ to }) => to))];
    const [digest] = digests;
    if (digests.length > 1)
        return `${every} runs what it ran before`;
    return digest === undefined
        ? 'No host runs anything of this name, as before'
        : `${every} runs ${(0,plan_names/* shortDigest */.VK)(digest)}, as before`;
}
function again({ image, action }) {
    return action === 'rollback' || image === undefined
        ? ''
        : `Try the same image again: \`stage: deploy\` with \`image: ${image.reference}\``;
}

// EXTERNAL MODULE: ./build/stages/deploy/lock.js + 1 modules
var lock = __nccwpck_require__(8955);
// EXTERNAL MODULE: ./build/stages/deploy/ssh-config.js
var ssh_config = __nccwpck_require__(4833);
;// CONCATENATED MODULE: ./build/stages/deploy/no-engine.js
/** Why no engine answers on a host that lets us in. sshd itself only says that it could not open the socket. */


const no_engine_limitSeconds = 15;
/** Nothing listens there; whether we may ask is what we want to know. */
const nowhere = 'http://127.0.0.1:1/';
/** Gives the error to throw. */
async function noEngine(plan, link) {
    const { host, world } = link;
    await world.probe(nowhere, no_engine_limitSeconds);
    const hint = link.hint() ?? ((await socketsBarred(plan, link)) ? socketCure : undefined);
    if (hint !== undefined)
        return new errors/* ToolError */.v4(`${host.label} lets ${host.user} in, but its sshd does not lead on to its Docker engine (${plan.dockerSocket})`, { cure: hint });
    if (await socketMissing(plan, link))
        return new errors/* ToolError */.v4(`${host.label} lets ${host.user} in, and has no socket ${plan.dockerSocket}`, {
            cure: 'see whether its Docker engine runs; `deploy-docker-socket` says where it listens',
        });
    return new errors/* ToolError */.v4(`${host.label} lets ${host.user} in, but not to its Docker engine: the user may not use ${plan.dockerSocket} (it is not in the group docker), or no engine answers there`, {
        cure: `on the host: \`sudo usermod --append --groups docker ${host.user}\`, and see whether the engine runs`,
    });
}
const socketCure = 'its sshd forbids to forward sockets: set AllowStreamLocalForwarding to yes';
/**
 * sshd says so only to who asks for the other direction. The socket that is asked for can be made by nobody, so that
 * nothing comes to be on the host.
 */
async function socketsBarred(plan, link) {
    const options = ['ControlPath=none', 'ExitOnForwardFailure=no', 'StreamLocalBindUnlink=no', 'LogLevel=DEBUG1'];
    const impossible = '/proc/slipway:/proc/slipway';
    const argv = [
        ...['ssh', '-F', (0,ssh_config/* sshFiles */.K4)(plan.folder).config, ...options.map((option) => `-o${option}`)],
        ...['-R', impossible, '-s', (0,ssh_config/* aliasOf */.O5)(link.host, plan), 'sftp'],
    ];
    const { stderr } = await link.world.run({ title: 'Ask whether sockets are forwarded', argv }, { limitSeconds: no_engine_limitSeconds });
    return /Server has disabled streamlocal forwarding/.test(stderr);
}
/** False also where sshd offers no sftp. */
async function socketMissing({ folder, dockerSocket, ...plan }, link) {
    const alias = (0,ssh_config/* aliasOf */.O5)(link.host, plan);
    const argv = ['sftp', '-q', '-F', (0,ssh_config/* sshFiles */.K4)(folder).config, '-b', '-', alias];
    const { stderr } = await link.world.run({ title: 'Look for the socket', argv, stdin: `ls ${dockerSocket}\n` }, { limitSeconds: no_engine_limitSeconds });
    return /not found|No such file/i.test(stderr);
}

;// CONCATENATED MODULE: ./build/stages/deploy/fit.js
/** Whether a host can run the image at all: asked before anything is pulled or switched. */





const oldest = [20, 10];
/** Kernel names of architectures, where Go's differ (go.dev, `go tool dist list`). */
const fit_architectures = {
    x86_64: 'amd64',
    aarch64: 'arm64',
    armv7l: 'arm',
    armv6l: 'arm',
    i686: '386',
};
/** Rejects with a ToolError when the engine cannot be used, and says the likely reason. */
async function readEngine({ access }, link) {
    const { host } = link;
    const finished = await link.world.run({ title: 'Ask the engine', argv: ['docker', 'info', '--format={{json .}}'] });
    const told = finished.exitCode === 0 ? JSON.parse(finished.stdout) : {};
    const { ServerVersion: version, Architecture: kernel = '', DockerRootDir: folder = '/var/lib/docker' } = told;
    if (version === undefined || version === '')
        throw await noEngine(access, link);
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
        throw new errors/* ToolError */.v4(`${host.label} has Docker ${version}, which is too old`, {
            cure: `update it to ${oldest.join('.')} or newer`,
        });
    return { version, architecture: fit_architectures[kernel] ?? kernel, folder };
}
const fit_limitSeconds = 20;
async function readWanted(image, logins, world) {
    const login = loginFor(image, logins);
    const [manifest, told] = await Promise.all([
        world.readManifest(image, login, fit_limitSeconds),
        world.readImage(image, undefined, login, fit_limitSeconds),
    ]);
    const listed = (0,read_manifest/* platformsIn */.S2)(manifest ?? '').flatMap(({ platform }) => platform.split('/')[1] ?? []);
    const own = told === undefined ? undefined : JSON.parse(told.config).architecture;
    const single = own === undefined ? undefined : [own];
    return { architectures: listed.length > 0 ? listed : single, bytes: told?.bytes };
}
/** Rejects with a ToolError when the image cannot run there, or certainly has no room. */
async function checkFit(plan, engine, wanted, link) {
    const { label } = link.host;
    if (wanted.architectures !== undefined && !wanted.architectures.includes(engine.architecture))
        throw new errors/* ToolError */.v4(`${label} is ${engine.architecture}, and the image is for ${wanted.architectures.join(', ')} alone`, { cure: `add linux/${engine.architecture} to \`platforms\`` });
    const free = wanted.bytes === undefined ? undefined : await readFree(plan, engine, link);
    if (free !== undefined && wanted.bytes !== undefined && free < wanted.bytes)
        throw new errors/* ToolError */.v4(`${label} has ${megabytes(free)} left in ${engine.folder}, and the image takes ${megabytes(wanted.bytes)} compressed alone`, { cure: 'free space on the host, for example with `docker image prune --all`' });
}
function megabytes(bytes) {
    return `${(bytes / 1e6).toFixed(1)} MB`;
}
/** By sftp's `df`, which needs no shell there; undefined where sshd offers none. */
async function readFree({ access }, { folder }, link) {
    if (!/^[\w./-]+$/.test(folder))
        return undefined;
    const argv = ['sftp', '-q', '-F', (0,ssh_config/* sshFiles */.K4)(access.folder).config, '-b', '-', (0,ssh_config/* aliasOf */.O5)(link.host, access)];
    const finished = await link.world.run({ title: 'Ask for free space', argv, stdin: `df ${folder}\n` }, { limitSeconds: fit_limitSeconds });
    // Columns: size, used, available to users, available to root; in blocks of 1024 bytes.
    const row = /^\s*\d+\s+\d+\s+\d+\s+(?<root>\d+)\s+\d+%/m.exec(finished.stdout)?.groups?.['root'];
    return finished.exitCode === 0 && row !== undefined ? Number(row) * 1024 : undefined;
}

// EXTERNAL MODULE: ./build/stages/deploy/host-world.js
var host_world = __nccwpck_require__(2041);
;// CONCATENATED MODULE: ./build/stages/deploy/migrate.js
/** Runs `deploy-migrate` once, in the new image, before anything is switched. */








const migrate_limitSeconds = 15 * 60;
/** Gives the seconds it took. Rejects with a ToolError when it fails; its container is gone either way. */
async function migrate(plan, reference, link) {
    const { migrate: command } = plan;
    if (command === undefined)
        return 0;
    const name = `${(0,deploy_names/* restingName */.Aw)(plan.name, plan.owner)}-migrate`;
    try {
        await create(plan, name, reference, link);
        return await attach(name, command.text, link);
    }
    finally {
        const argv = ['docker', 'container', 'rm', '--force', '--volumes', name];
        await (0,host_world/* persistent */.y)(link.world).run({ title: 'Remove the container of the migration', argv });
    }
}
async function create(plan, name, reference, link) {
    const { options, environment, proxy, migrate: command } = plan;
    const [program = '', ...words] = command?.words ?? [];
    const written = await (0,stages_container/* writeEnvironment */.fB)({ name, folder: plan.access.folder, environment }, link.world);
    const own = (0,deploy_labels/* labelWords */.a)({ name: plan.name, role: 'migration', owner: plan.owner }).map((label) => `--label=${label}`);
    const network = proxy !== undefined && options.networks.length === 0 ? [`--network=${(0,deploy_names/* networkName */.uv)(plan.name)}`] : [];
    const argv = [
        ...['docker', 'create', '--pull=never', `--name=${name}`, ...options.shared, ...network],
        ...['--no-healthcheck', '--restart=no', `--env-file=${written.file}`],
        ...[...written.names.map((variable) => `--env=${variable}`), ...own],
        ...[`--entrypoint=${program}`, reference, ...words],
    ];
    await (0,docker/* must */.sb)(link, { title: 'Create the container of the migration', argv, env: written.values });
}
async function attach(name, text, link) {
    const { world } = link;
    const tail = new log_tail/* LogTail */.J();
    const onLine = (line) => {
        world.log.line((0,report_text/* quoted */.TL)(line));
        tail.add(Buffer.from(`${line}\n`));
    };
    const argv = ['docker', 'start', '--attach', name];
    const finished = await world.run({ title: 'Run the migration', argv }, { limitSeconds: migrate_limitSeconds, onLine });
    if (finished.exitCode === 0)
        return finished.seconds;
    const how = finished.timedOut === true ? `did not end in ${migrate_limitSeconds} s` : `exited with ${finished.exitCode}`;
    throw new errors/* ToolError */.v4(`Migration failed on ${link.host.label}: \`${text}\` ${how}`, {
        cure: 'nothing was switched; mend the migration and deploy again',
        tail: tail.lines(),
    });
}

// EXTERNAL MODULE: ./build/stages/git.js
var git = __nccwpck_require__(5414);
;// CONCATENATED MODULE: ./build/stages/ancestry.js

/**
 * How this run's commit stands to the one whose image a tag shows: by GitHub's comparison, else by the clone's history.
 * Rejects only when the run is cancelled.
 */
async function readAncestry(shownRevision, context, token, world) {
    const ours = context.revision;
    if (!(0,git/* isCommit */.WM)(shownRevision))
        return { kind: 'unknown', because: namesNone(shownRevision) };
    if (!(0,git/* isCommit */.WM)(ours))
        return { kind: 'unknown', because: 'this run names no commit' };
    if (ours === shownRevision)
        return { kind: 'same' };
    // The changed files are on the first page only, and may be megabytes; how the two stand is on every page.
    const path = `/repos/${context.repository}/compare/${shownRevision}...${ours}?per_page=1&page=2`;
    const told = compared(await world.askGitHub(path, token));
    if (told.kind !== 'unknown')
        return told;
    const seen = await compareInClone(shownRevision, ours, world);
    return seen.kind === 'unknown' ? { kind: 'unknown', because: `${told.because}; ${seen.because}` } : seen;
}
/** A label is anybody's text: quoted, and no longer than a commit. */
function namesNone(revision) {
    return revision === ''
        ? 'the image that it shows names no commit'
        : `the revision ${JSON.stringify(revision.slice(0, 64))} of the image that it shows names no commit`;
}
/** GitHub says how the second commit stands to the first (docs.github.com/rest: "Compare two commits"). */
function compared(answer) {
    // GitHub says so with a 404, as if one of them were missing.
    if (answer.kind === 'refused' && /no common ancestor/i.test(answer.words))
        return { kind: 'diverged' };
    if (answer.kind !== 'answer')
        return { kind: 'unknown', because: answer.words };
    const { status } = (answer.body ?? {});
    switch (status) {
        case 'ahead':
            return { kind: 'descendant' };
        case 'identical':
            return { kind: 'same' };
        case 'behind':
            return { kind: 'older' };
        case 'diverged':
            return { kind: 'diverged' };
        default:
            return { kind: 'unknown', because: "GitHub's answer is not a comparison" };
    }
}
/** A yes holds in every clone, a no only in one that has the whole history. */
async function compareInClone(shown, ours, world) {
    const forward = await isAncestor(shown, ours, world);
    if (forward.kind === 'yes')
        return { kind: 'descendant' };
    const clone = await (0,git/* readClone */.KB)(world);
    if (clone.kind !== 'whole')
        return { kind: 'unknown', because: clone.words };
    if (forward.kind === 'unknown')
        return forward;
    const backward = await isAncestor(ours, shown, world);
    if (backward.kind === 'unknown')
        return backward;
    return { kind: backward.kind === 'yes' ? 'older' : 'diverged' };
}
async function isAncestor(older, newer, world) {
    const words = ['merge-base', '--is-ancestor', older, newer];
    const answer = await (0,git/* askGit */.gG)('Compare two commits', words, world);
    if (answer.kind === 'absent' || answer.exitCode > 1)
        return { kind: 'unknown', because: answer.words };
    return { kind: answer.exitCode === 0 ? 'yes' : 'no' };
}
/**
 * Whether the branch or pull request of this run points at its commit right now. Events that have neither are at no
 * head, which is known without asking. Rejects only when the run is cancelled.
 */
async function isHeadOfRef(context, token, world) {
    // A queue makes a branch for each attempt, which is at this commit for as long as there is one.
    if (context.event.kind === 'merge-group')
        return { kind: 'known', value: true, from: 'GitHub' };
    const head = headOf(context);
    if (head === undefined)
        return { kind: 'known', value: false, from: 'GitHub' };
    const answer = await world.askGitHub(head.path, token);
    const told = answer.kind === 'answer' ? head.commit(answer.body) : undefined;
    if (told !== undefined)
        return { kind: 'known', value: told === context.revision, from: 'GitHub' };
    const refs = await (0,git/* readRemote */.Zz)([], [head.ref], context, world);
    if (refs.kind !== 'known')
        return { kind: 'unknown', because: `${wordsOf(answer)}; ${refs.because}` };
    // The server takes the name as a pattern, and lists whatever ends in it.
    const commit = refs.value.find(({ ref }) => ref === head.ref)?.commit;
    return { kind: 'known', value: commit === context.revision, from: 'git ls-remote' };
}
function headOf({ event, repository }) {
    switch (event.kind) {
        case 'branch':
        case 'schedule':
            return branchHead(repository, event.branch);
        case 'pull-request':
            return pullHead(repository, event.number);
        case 'tag':
        case 'merge-group':
            return undefined;
    }
}
function branchHead(repository, branch) {
    // Branches are named by people; GitHub wants their slashes as they are.
    const escaped = branch.split('/').map(encodeURIComponent).join('/');
    return {
        path: `/repos/${repository}/git/ref/heads/${escaped}`,
        ref: `refs/heads/${branch}`,
        commit: (body) => shaOf(body?.object),
    };
}
function pullHead(repository, number) {
    return {
        path: `/repos/${repository}/pulls/${number}`,
        ref: `refs/pull/${number}/head`,
        commit: (body) => shaOf(body?.head),
    };
}
function shaOf(holder) {
    const sha = holder?.sha;
    return typeof sha === 'string' ? sha : undefined;
}
function wordsOf(answer) {
    return answer.kind === 'answer' ? "GitHub's answer names no commit" : answer.words;
}

;// CONCATENATED MODULE: ./build/stages/deploy/stale.js
/** A deploy never goes backwards by accident: what runs is compared with what is to run, by the history of the repository. */





/** The commit that the image names, as its registry tells; empty when nobody says. Rejects when the image is not there. */
async function readRevision({ image }, logins, world) {
    if (image === undefined)
        return '';
    const tag = { ...image, order: { kind: 'fixed' } };
    const [state] = await readShownSurely([tag], logins, world);
    if (state?.kind === 'absent')
        throw new errors/* ToolError */.v4(`Not deployed: the registry has no ${image.reference}`, {
            cure: 'check `image`, and whether this login may see it',
        });
    return state?.kind === 'present' ? state.shown.revision : '';
}
/**
 * Compares this commit with what runs. What runs and names no commit is compared with nothing; where nobody can tell, a deploy goes
 * on and says so: what runs has been deployed from this repository before.
 */
async function compareWithRunning(wish, running, world) {
    const { plan, context, revision, token } = wish;
    if (plan.force || plan.action === 'rollback')
        return { newer: [], unsure: [] };
    if (!(0,git/* isCommit */.WM)(revision)) {
        const known = running.filter(({ from }) => (0,git/* isCommit */.WM)(from.revision));
        return { newer: [], unsure: unsureLines(known, () => 'its registry tells no commit of this image') };
    }
    const ours = { ...context, revision };
    const revisions = [...new Set(running.map(({ from }) => from.revision))].filter(git/* isCommit */.WM);
    const asked = await Promise.all(revisions.map(async (one) => [one, await readAncestry(one, ours, token, world)]));
    const known = new Map(asked);
    const newer = running.flatMap(({ host, from }) => {
        const ancestry = known.get(from.revision);
        const [theirs, own] = [from.revision.slice(0, 7), revision.slice(0, 7)];
        switch (ancestry?.kind) {
            case 'older':
                return [{ host, from, because: `runs ${theirs}, which is newer than ${own}`, overtaken: true }];
            case 'diverged':
                return [{ host, from, because: `runs ${theirs}, of which ${own} is no descendant`, overtaken: false }];
            default:
                return [];
        }
    });
    const untold = running.filter(({ from }) => known.get(from.revision)?.kind === 'unknown');
    const because = (one) => {
        const ancestry = known.get(one);
        return ancestry?.kind === 'unknown' ? ancestry.because : '';
    };
    return { newer, unsure: unsureLines(untold, because) };
}
/** One for each commit, with all hosts that run it. */
function unsureLines(running, because) {
    const revisions = [...new Set(running.map(({ from }) => from.revision))];
    return revisions.map((revision) => {
        const hosts = running.filter(({ from }) => from.revision === revision).map(({ host }) => host);
        const what = `whether ${revision.slice(0, 7)}, which runs on ${(0,report_text/* listed */.KE)(hosts)}, is newer`;
        return `Nobody can say ${what}; it is replaced all the same: ${because(revision)}`;
    });
}
/** Throws a ToolError when there are any; an OvertakenError when all of them are simply newer. `hosts` is what is told of all. */
function refuseNewer(newer, hosts = []) {
    const [first] = newer;
    if (first === undefined)
        return;
    const others = newer.length === 1 ? '' : ` (and ${newer.length - 1} more)`;
    const message = `Not deployed: ${first.host} ${first.because}${others}`;
    if (newer.every(({ overtaken }) => overtaken))
        throw new errors/* OvertakenError */.wN(message, { cure: cures.overtaken, hosts });
    throw new errors/* ToolError */.v4(message, { cure: cureOf(first), hosts });
}
/** What a person can do about it. */
function cureOf({ overtaken }) {
    return overtaken ? cures.overtaken : cures.diverged;
}
const cures = {
    overtaken: 'deploy the newest commit; `stage: rollback` goes back to what ran before, and `deploy-force: true` deploys this one',
    diverged: 'merge what runs into this commit, or say `deploy-force: true`',
};

;// CONCATENATED MODULE: ./build/stages/deploy/prepare.js







/** Rejects when a host runs a newer commit; `hosts` is what is told of all of them then. */
async function refuseStale(wish, changing, hosts, world) {
    const { plan, logins } = wish;
    const revision = await readRevision(plan, logins, world);
    const { newer, unsure } = await compareWithRunning({ ...wish, revision }, replacedOn(changing), world);
    refuseNewer(newer, hosts);
    return { revision, unsure };
}
/** Everything that can be done before anything is switched. What it brought goes again when it fails. */
async function prepare(wish, changing, world) {
    const { plan, logins } = wish;
    const { image } = plan;
    if (plan.action === 'rollback' || image === undefined || changing.length === 0)
        return { revision: '', pulled: new Map(), unsure: [] };
    const { revision, unsure } = await refuseStale(wish, changing, [], world);
    const wanted = await readWanted(image, logins, world);
    await Promise.all(changing.map(({ link, engine }) => checkFit(plan, engine, wanted, link)));
    const pulled = new Map();
    try {
        const start = world.now();
        const pulls = await Promise.allSettled(changing.map(async (site) => pulled.set(site, await (0,deploy_pull/* pull */.a)(image.reference, site.engine, site.link))));
        const refused = pulls.find((one) => one.status === 'rejected');
        if (refused !== undefined)
            throw refused.reason;
        const fresh = changing.filter((site) => pulled.get(site)?.known === false).map(({ link }) => link.host.label);
        if (fresh.length > 0)
            world.log.line((0,report_deploy/* pulledLine */.$Z)(image.digest ?? '', fresh, (world.now() - start) / 1000));
        await Promise.all(changing.map(({ link }) => (0,deploy_proxy/* prepareProxy */.a_)(plan, link)));
        const [first] = changing;
        if (plan.migrate !== undefined && first !== undefined) {
            const seconds = await migrate(plan, image.reference, first.link);
            world.log.line((0,report_deploy/* migratedLine */.MX)(plan.migrate.text, first.link.host.label, seconds));
        }
        return { revision, pulled, unsure };
    }
    catch (error) {
        await Promise.all([...pulled]
            .filter(([, { known }]) => !known)
            .map(([{ link }]) => (0,deploy_pull/* forget */.y)(image.reference, link).catch(() => undefined)));
        throw error;
    }
}

;// CONCATENATED MODULE: ./build/stages/deploy/prune.js

/** Which of the earlier containers go: those of images beyond the last `keep`; never what served right before. */
function outdated(current, others, keep) {
    const stopped = others.filter(({ running }) => !running);
    const kept = new Set(current === undefined ? [] : [current.digest, ...digestOf(stopped, current.previous)]);
    for (const { digest } of stopped)
        if (kept.size < keep)
            kept.add(digest);
    // Of one image the newest is enough, and the one to go back to.
    const seen = new Set();
    return stopped.filter(({ id, digest }) => {
        const first = !seen.has(digest) && digest !== current?.digest;
        seen.add(digest);
        return id !== current?.previous && (!kept.has(digest) || !first);
    });
}
function digestOf(all, id) {
    return all.filter((one) => one.id === id).map(({ digest }) => digest);
}
/** Never fails a deploy that went well: gives what did not work, one sentence each. */
async function prune(plan, link) {
    const { current, others, restingProxy } = await (0,deploy_state/* readState */.un)(plan, link);
    if (restingProxy !== undefined)
        await link.world.run({
            title: 'Remove the old proxy',
            argv: ['docker', 'container', 'rm', '--force', '--volumes', restingProxy.id],
        });
    const old = outdated(current, others, plan.keep);
    if (old.length === 0)
        return [];
    const ids = old.map(({ id }) => id);
    // Volumes that nobody named may hold what somebody misses.
    const argv = ['docker', 'container', 'rm', ...ids];
    const removed = await link.world.run({ title: 'Remove old containers', argv });
    const left = new Set([current, ...others.filter(({ id }) => !ids.includes(id))].map((one) => one?.reference));
    // One that is in use, by whomever, stays.
    for (const reference of new Set(old.map((one) => one.reference)))
        if (!left.has(reference))
            await link.world.run({ title: 'Remove an old image', argv: ['docker', 'image', 'rm', reference] });
    return removed.exitCode === 0 ? [] : [`Old containers stay on ${link.host.label}: ${removed.stderr.trim()}`];
}

// EXTERNAL MODULE: ./build/stages/deploy/record.js
var record = __nccwpck_require__(2271);
;// CONCATENATED MODULE: ./build/stages/deploy/repair.js
/** Undoes what runs have left that ended in the middle. */






/**
 * Puts a host back to what served before the runs whose locks were taken from them, the last one first. The caller holds
 * the lock. What cannot be put back is told, and bars nobody: a deploy is what mends such a host.
 */
async function repair(plan, { link, state }, world) {
    for (const { id, owner, previous, run } of state.abandoned) {
        try {
            const back = await (0,put_back/* putBack */.p)({ plan, owner, previous, atMostSeconds: undefined }, link);
            if (back.changed)
                world.log.line((0,report_deploy/* putBackLine */.x5)(link.host.label, back));
            for (const image of back.images)
                await (0,deploy_pull/* forget */.y)(image, link);
        }
        catch (error) {
            if (!(error instanceof errors/* ToolError */.v4))
                throw error;
            world.log.line((0,report_deploy/* notRepairedLine */.Ur)(link.host.label, run || owner, error.message));
        }
        // Only now: whoever comes after a run that ends here does the same once more.
        const argv = ['docker', 'container', 'rm', '--force', '--volumes', id];
        await (0,docker/* must */.sb)(link, { title: 'Remove the lock of a dead run', argv });
        await (0,lock/* removeEmptyImage */.Z9)(owner, link);
    }
}

;// CONCATENATED MODULE: ./build/stages/deploy/together.js
/** Work on several hosts at a time, of which the first failure ends all. */

/** An error and the host that it is of. */
class HostError extends Error {
    site;
    constructor(site, cause) {
        super('a host failed', { cause });
        this.site = site;
    }
}
/** Another host has failed meanwhile. */
class HaltError extends Error {
}
/**
 * Rejects with a HostError of the first that failed. The others do not wait any longer for what will be put back anyway:
 * they end what they are at, and begin nothing more through the link that the work gets. When others failed by themselves, too, its tail says so.
 */
async function together(sites, work) {
    const failed = [];
    const halted = ({ link }) => ({ ...link, world: haltedBy(() => failed.length > 0, link.world) });
    await Promise.all(sites.map(async (site) => {
        try {
            await work(site, halted(site));
        }
        catch (error) {
            if (!(error instanceof HaltError))
                failed.push(new HostError(site, error));
        }
    }));
    const [first, ...others] = failed;
    if (first === undefined)
        return;
    throw others.length === 0 ? first : new HostError(first.site, withOthers(first.cause, others));
}
function haltedBy(isOver, world) {
    const check = () => {
        if (isOver())
            throw new HaltError('another host failed');
    };
    return {
        ...world,
        async run(command, watch) {
            check();
            return await world.run(command, watch);
        },
        async pause(milliseconds, watch) {
            check();
            await world.pause(milliseconds, watch);
            check();
        },
    };
}
function withOthers(cause, others) {
    if (!(cause instanceof errors/* ToolError */.v4))
        return cause;
    const lines = others.flatMap(({ site, cause: other }) => other instanceof errors/* ToolError */.v4 ? [`${site.link.host.label} failed, too: ${other.message}`] : []);
    const { message, cure, tail } = cause;
    return new errors/* ToolError */.v4(message, { cure, tail: [...tail, ...lines], cause });
}

;// CONCATENATED MODULE: ./build/stages/deploy/deploy.js
/** Deploys to all hosts, or leaves all as they were. */












/** How often the hosts may have changed between looking and locking. */
const mostLooks = 5;
/** Rejects with a ToolError that says of every host what runs there; by then all are as they were, as far as could be. */
async function deploy(wish, fleet, world) {
    const start = world.now();
    const { plan, settings } = wish;
    const sites = await look(plan, settings, fleet.reached);
    refuseBarred(sites);
    const done = ({ hosts, ...worked }) => ({
        plan,
        hosts: [...hosts, ...fleet.unreached.map(unavailable)],
        ...worked,
        seconds: (world.now() - start) / 1000,
    });
    if (!sites.some(needsLock)) {
        world.remember('deploy', '');
        for (const line of unchangedLines(sites))
            world.log.line(line);
        return done({ ...nothingNew, hosts: sites.map((site) => untouched(site, 'unchanged')) });
    }
    // Once more under the lock; but who comes too late need not wait for it.
    const { hosts: found } = done({ ...nothingNew, hosts: sites.map(leftAlone) });
    await refuseStale(wish, sites.filter(isChanging), found, world);
    const recorded = await (0,record/* openRecord */.C6)(recordWish(plan), wish.context, wish.token, world);
    if (recorded.kind === 'made')
        world.remember('deployment', (0,record/* leftRecord */.B2)(recorded, plan.url, wish.context));
    const close = async (ending) => {
        await (0,record/* closeRecord */.yv)(recorded, { ...ending, url: plan.url }, wish.context, wish.token, world);
        if (recorded.kind === 'made')
            world.remember('deployment', '');
    };
    try {
        const worked = await underLock(wish, sites, fleet.unreached, world);
        const outcome = done({ ...worked, notes: [...worked.notes, ...recordNotes(plan, recorded)] });
        await close({ state: 'success', description: (0,report_deploy/* deployVerdict */.xP)(outcome) });
        return outcome;
    }
    catch (error) {
        await close(endingOf(error));
        throw error;
    }
}
function endingOf(error) {
    if (error instanceof errors/* CancelError */.p3)
        return { state: 'error', description: 'Cancelled' };
    const states = error instanceof errors/* ToolError */.v4 ? error.hosts.map(({ state }) => state) : [];
    const lost = states.filter((state) => state === 'unknown').length;
    if (lost > 0)
        return { state: 'failure', description: `${(0,report_text/* counted */.hS)(lost, 'host')} could not be put back; see the log` };
    const back = states.includes('rolled back');
    return {
        state: 'failure',
        description: back ? 'Every host was put back; see the log' : 'Nothing was switched; see the log',
    };
}
function recordWish(plan) {
    const { githubEnvironment: environment, url, image, action: task } = plan;
    return { environment, url, digest: image?.digest ?? '', reference: image?.reference ?? plan.name, task };
}
function recordNotes({ githubEnvironment }, recorded) {
    return recorded.kind === 'skipped' && githubEnvironment !== undefined
        ? [`No deployment is recorded at GitHub: ${recorded.because}`]
        : [];
}
function unchangedLines(sites) {
    return sites.flatMap(({ link, decided }) => decided.kind === 'unchanged' ? [(0,report_deploy/* unchangedHostLine */.OD)(link.host.label, decided.from)] : []);
}
function keptLine({ host }) {
    return (error) => [`Old containers stay on ${host.label}: ${error instanceof Error ? error.message : String(error)}`];
}
const nothingNew = { images: [], unsure: [], notes: [] };
async function underLock(wish, first, unreached, world) {
    const { plan } = wish;
    const held = new Set();
    // Their lock stays for the end of the job, which tries once more to put them back.
    const stranded = [];
    const unlock = async () => {
        const left = await (0,lock/* unlockAll */.Og)(plan, [...held]);
        if (left.length === 0 && stranded.length === 0)
            world.remember('deploy', '');
        return left;
    };
    try {
        const sites = await lockAndLook(wish, first, held, world);
        for (const line of unchangedLines(sites))
            world.log.line(line);
        const changing = sites.filter(isChanging);
        const worked = await change({ ...wish, sites, unreached, stranded }, changing, world);
        // All of them serve by now, and nothing that is left undone here may take that back.
        const pruned = await Promise.all(changing.map(({ link }) => prune(plan, link).catch(keptLine(link))));
        return { ...worked, notes: [...worked.notes, ...pruned.flat(), ...(await unlock())] };
    }
    catch (error) {
        // The job's end goes by the lock, and nobody else may come before it.
        for (const link of stranded)
            held.delete(link);
        for (const line of await unlock())
            world.log.line(line);
        throw error;
    }
}
/** What was seen before the lock may be over: the lock says what will be put back, so the two have to agree. */
async function lockAndLook(wish, first, held, world) {
    const { plan, settings } = wish;
    let seen = first;
    for (let looked = 1;; looked++) {
        const targets = seen.filter(needsLock).map(({ link, state }) => ({ link, previous: state.current?.id ?? '' }));
        for (const { link } of targets)
            held.add(link);
        await (0,lock/* lockAll */.jt)(wish, targets, world);
        const locked = await look(plan, settings, seen);
        const broken = locked.filter(({ link, state }) => held.has(link) && state.abandoned.length > 0);
        await Promise.all(broken.map((site) => repair(plan, site, world)));
        const now = broken.length === 0 ? locked : await look(plan, settings, seen);
        refuseBarred(now);
        const moved = now.some((site) => {
            const target = targets.find(({ link }) => link === site.link);
            if (target === undefined)
                return needsLock(site);
            return target.previous !== (site.state.current?.id ?? '');
        });
        if (!moved)
            return now;
        await (0,lock/* unlockAll */.Og)(plan, [...held]);
        held.clear();
        if (looked === mostLooks)
            throw new errors/* ToolError */.v4('Not deployed: the hosts change all the time', { cure: 'see who else deploys there' });
        seen = now;
    }
}
async function change(wish, changing, world) {
    const { plan, sites } = wish;
    const touched = [];
    const results = new Map();
    let pulled = new Map();
    let prepared;
    try {
        prepared = await prepare(wish, changing, world);
        pulled = prepared.pulled;
        for (const group of deploy_groups(changing, plan.parallel)) {
            touched.push(...group);
            await together(group, async (site, link) => {
                const result = await exchange(wish, site, prepared, link);
                results.set(site, result);
                world.log.line((0,report_deploy/* deployedLine */.Zg)(plan, result));
            });
        }
    }
    catch (error) {
        const [cause, where] = error instanceof HostError ? [error.cause, error.site.link.host.label] : [error, undefined];
        const { error: told, stranded } = await failure({ ...wish, cause, where, touched, prepared: pulled }, world);
        wish.stranded.push(...stranded);
        throw told;
    }
    const hosts = sites.map((site) => results.get(site) ?? untouched(site, 'unchanged'));
    return { hosts, images: imagesOf(plan, prepared, changing), unsure: prepared.unsure, notes: [] };
}
/** One, but for a way back that leads to several. */
function imagesOf({ image }, { revision }, changing) {
    const images = changing.flatMap(({ decided: { target } }) => {
        if (target !== undefined)
            return [{ reference: target.reference, revision: target.revision }];
        return image === undefined ? [] : [{ reference: image.reference, revision }];
    });
    return images.filter((one, index) => images.findIndex(({ reference }) => reference === one.reference) === index);
}
function deploy_groups(all, size) {
    return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

// EXTERNAL MODULE: ./build/stages/deploy/finish.js
var finish = __nccwpck_require__(3761);
// EXTERNAL MODULE: ./build/stages/deploy/link.js + 2 modules
var deploy_link = __nccwpck_require__(52);
;// CONCATENATED MODULE: ./build/stages/deploy/fleet.js
/** The connections to all hosts of a deploy. */




/** Connects to every host at once. Rejects with a ToolError that names every host that cannot be used. */
async function connectFleet(plan, world) {
    const { access } = plan;
    const start = world.now();
    await (0,deploy_link/* writeSshFiles */.RO)(access, world);
    const jump = access.jump === undefined ? undefined : (0,deploy_link/* makeLink */.f2)(access.jump, access, world);
    const links = access.hosts.map((host) => (0,deploy_link/* makeLink */.f2)(host, access, world, jump));
    const close = async () => {
        await Promise.all(links.map((link) => link.close()));
        await jump?.close();
    };
    try {
        // All others go through its one connection.
        await jump?.open();
        const tries = await Promise.all(links.map((link) => reach(plan, link)));
        const unreached = tries.flatMap((one) => ('error' in one ? [one] : []));
        if (unreached.length > access.maxUnavailable)
            throw unreachable(unreached, links.length);
        const reached = tries.flatMap((one) => ('link' in one ? [one] : []));
        if (reached.length === 0)
            throw unreachable(unreached, links.length);
        world.log.line(`Connected to ${(0,report_text/* counted */.hS)(reached.length, 'host')}, ${((world.now() - start) / 1000).toFixed(1)} s`);
        for (const { error } of unreached)
            world.log.line(`Left out: ${error.message}`);
        return { reached, unreached, [Symbol.asyncDispose]: close };
    }
    catch (error) {
        await close();
        throw error;
    }
}
async function reach(plan, link) {
    try {
        await link.open();
        return { link, engine: await readEngine(plan, link) };
    }
    catch (error) {
        if (error instanceof errors/* ToolError */.v4)
            return { host: link.host.label, error };
        throw error;
    }
}
/** One is told whole; of several, each with its reason and cure. */
function unreachable(unreached, of) {
    const [first, ...others] = unreached;
    if (first !== undefined && others.length === 0)
        return new errors/* ToolError */.v4(first.error.message, { cure: first.error.cure, tail: first.error.tail });
    return new errors/* ToolError */.v4(`${unreached.length} of ${of} hosts cannot be used: ${unreached.map(({ host }) => host).join(', ')}`, { cure: ['nothing was touched', ...fleet_reasons(unreached)].join('\n') });
}
/** A reason that several hosts have is told once. */
function fleet_reasons(unreached) {
    const hosts = new Map();
    for (const { host, error } of unreached) {
        const reason = [
            error.message.replace(`${host} `, '').replace('cannot be reached: ', ''),
            ...(error.cure?.split('\n') ?? []),
        ].join('; ');
        hosts.set(reason, [...(hosts.get(reason) ?? []), host]);
    }
    return [...hosts].map(([reason, names]) => `on ${(0,report_text/* listed */.KE)(names)}: ${reason}`);
}

;// CONCATENATED MODULE: ./build/stages/deploy/foresee.js
/** What a deploy would do, host by host; it looks and touches nothing. */



async function foresee(wish, fleet, world) {
    const { plan, settings, context, logins } = wish;
    const sites = await look(plan, settings, fleet.reached);
    // What is not built yet will be of this commit.
    const revision = plan.image === undefined ? context.revision : await readRevision(plan, logins, world);
    const { newer, unsure } = await compareWithRunning({ ...wish, revision }, replacedOn(sites), world);
    const told = (site) => {
        const host = site.link.host.label;
        const one = newer.find((other) => other.host === host);
        return {
            host,
            decided: one === undefined ? site.decided : refusedFor(one),
            portGoesOver: (0,deploy_change/* portGoesOver */.yj)(plan, site.state),
        };
    };
    return { hosts: sites.map(told), unsure };
}
function refusedFor(newer) {
    return { kind: 'refused', because: newer.because, cure: cureOf(newer) };
}

;// CONCATENATED MODULE: ./build/stages/deploy/settings.js

/** Secrets are part of it; a digest tells nothing of them that the container's own environment would not. */
async function readSettings(plan, world) {
    const { options, command, environment, health, proxy } = plan;
    const secrets = environment.secrets.map(({ key, value }) => [key, value.reveal()]);
    const files = await Promise.all(filesOf(options.words).map((path) => world.files.read(path).catch(() => '')));
    return (0,read_manifest/* digestOf */.ol)(JSON.stringify([options.words, command, environment.values, secrets, health.path, health.port, proxy, files]));
}
/** Files of the runner that docker reads options from. */
function filesOf(words) {
    return words.flatMap((word, index) => {
        const [, option, path] = /^(--env-file|--label-file)(?:=(.*))?$/s.exec(word) ?? [];
        return option === undefined ? [] : [path ?? words[index + 1] ?? ''];
    });
}

// EXTERNAL MODULE: ./build/stages/gates/gates.js + 16 modules
var gates_gates = __nccwpck_require__(3320);
// EXTERNAL MODULE: ./build/stages/gates/services.js
var gates_services = __nccwpck_require__(2097);
;// CONCATENATED MODULE: ./build/stages/history.js

/** GitHub gives all refs on one page; this is for the day on which it does not. */
const mostPages = 50;
const tagPrefix = 'refs/tags/';
/** Reads what is wanted, both at once. What nobody tells is `unknown`; rejects only when the run is cancelled. */
async function readHistory(wants, context, token, world) {
    const [gitTags, commitDate] = await Promise.all([
        wants.gitTags ? readGitTags(context, token, world) : notAsked,
        wants.commitDate ? history_readCommitDate(context, token, world) : notAsked,
    ]);
    return { gitTags, commitDate };
}
const notAsked = { kind: 'not-asked' };
function readGitTags(context, token, world) {
    return firstOf([
        () => tagsFromGitHub(context, token, world),
        () => tagsFromClone(context, world),
        () => tagsFromServer(context, world),
    ]);
}
async function history_readCommitDate(context, token, world) {
    if (context.commitDate !== undefined)
        return { kind: 'known', value: context.commitDate, from: 'GitHub' };
    if (!(0,git/* isCommit */.WM)(context.revision))
        return { kind: 'unknown', because: 'this run names no commit' };
    return firstOf([() => dateFromGitHub(context, token, world), () => dateFromClone(context, world)]);
}
/** The first source that knows; else the reasons of all of them. */
async function firstOf(sources) {
    const reasons = [];
    for (const source of sources) {
        const tried = await source();
        if (tried.kind === 'known')
            return tried;
        reasons.push(tried.because);
    }
    return { kind: 'unknown', because: reasons.join('; ') };
}
async function tagsFromGitHub(context, token, world) {
    const names = [];
    let path = `/repos/${context.repository}/git/matching-refs/tags/`;
    for (let page = 0; path !== undefined; page++) {
        if (page === mostPages)
            return { kind: 'unknown', because: `GitHub lists tags on more than ${mostPages} pages` };
        const answer = await world.askGitHub(path, token);
        if (answer.kind !== 'answer')
            return { kind: 'unknown', because: answer.words };
        const tags = tagsOf(answer.body);
        if (tags === undefined)
            return { kind: 'unknown', because: "GitHub's answer is not a list of tags" };
        names.push(...tags);
        path = answer.next;
    }
    return { kind: 'known', value: names, from: 'GitHub' };
}
function tagsOf(body) {
    if (!Array.isArray(body))
        return undefined;
    const refs = body.map((entry) => entry?.ref);
    return refs.every((ref) => typeof ref === 'string') ? withoutPrefix(refs) : undefined;
}
function withoutPrefix(refs) {
    return refs.filter((ref) => ref.startsWith(tagPrefix)).map((ref) => ref.slice(tagPrefix.length));
}
/** A clone has the tags it was told to fetch, by default none; one that lacks this run's own tag lacks others too. */
async function tagsFromClone({ event }, world) {
    const clone = await (0,git/* readClone */.KB)(world);
    if (clone.kind !== 'whole')
        return { kind: 'unknown', because: clone.words };
    const answer = await (0,git/* askGit */.gG)('List the tags of the clone', ['tag', '--list'], world);
    if (answer.kind === 'absent' || answer.exitCode !== 0)
        return { kind: 'unknown', because: answer.words };
    const names = answer.stdout.split('\n').filter((name) => name !== '');
    const complete = event.kind === 'tag' ? names.includes(event.tag) : names.length > 0;
    if (!complete)
        return { kind: 'unknown', because: 'the clone was made without tags' };
    return { kind: 'known', value: names, from: 'git' };
}
async function tagsFromServer(context, world) {
    const refs = await (0,git/* readRemote */.Zz)(['--tags', '--refs'], [], context, world);
    return refs.kind === 'known' ? { ...refs, value: withoutPrefix(refs.value.map(({ ref }) => ref)) } : refs;
}
async function dateFromGitHub(context, token, world) {
    const answer = await world.askGitHub(`/repos/${context.repository}/commits/${context.revision}`, token);
    if (answer.kind !== 'answer')
        return { kind: 'unknown', because: answer.words };
    const { commit } = (answer.body ?? {});
    const date = commit?.committer?.date;
    if (!isDate(date))
        return { kind: 'unknown', because: 'GitHub knows no date of the commit' };
    return { kind: 'known', value: date, from: 'GitHub' };
}
async function dateFromClone({ revision }, world) {
    const answer = await (0,git/* askGit */.gG)("Read the commit's date", ['show', '-s', '--format=%cI', revision], world);
    if (answer.kind === 'absent' || answer.exitCode !== 0)
        return { kind: 'unknown', because: answer.words };
    const date = answer.stdout.trim();
    return isDate(date) ? { kind: 'known', value: date, from: 'git' } : { kind: 'unknown', because: answer.words };
}
function isDate(text) {
    return typeof text === 'string' && /^\d{4}-\d\d-\d\dT\S+$/.test(text) && !Number.isNaN(Date.parse(text));
}

;// CONCATENATED MODULE: ./build/report/proof.js


/** Only of a run that went through: every gate that ran has passed. */
function proofOf({ plan, build, publish, gates }) {
    const { platforms } = plan.build;
    return {
        version: 1,
        revision: plan.context.revision,
        digest: build.built.digest,
        names: publish.run && publish.content.length > 0 ? plan.names.map(plan_names/* displayName */.QC) : [],
        imageVersion: plan.mainTag,
        platforms: platforms.length > 0 ? platforms : [build.built.platform],
        inputs: plan.fingerprints,
        gates: gates.map(provenGate),
    };
}
/** A run that went through has no gate that failed. */
function provenGate(result) {
    const { gate } = result;
    return result.state === 'passed' ? { gate, state: 'passed' } : { gate, state: 'skipped', because: result.because };
}
/** `linux/arm64 passed test stage and smoke test in its job`. */
function partLine({ platforms, gates }) {
    const passed = gates.filter(({ gate, state }) => state === 'passed' && gate !== 'lint').map(({ gate }) => gate);
    const what = passed.length === 0 ? 'was not tested' : `passed ${(0,report_text/* listed */.KE)(passed)}`;
    return `${platforms.join(', ')} ${what} in its job`;
}

;// CONCATENATED MODULE: ./build/stages/side-by-side.js
/** Two things at once, without leaving one running when the other has failed. */
/** Waits for both; an error is thrown only when neither works any more, the first one's first. */
async function both(first, second) {
    const [a, b] = await Promise.allSettled([first, second]);
    if (a.status === 'rejected')
        throw a.reason;
    if (b.status === 'rejected')
        throw b.reason;
    return [a.value, b.value];
}

;// CONCATENATED MODULE: ./build/stages/sign.js
/** Signs what was tested, in every registry that it is in, before a tag moves. */




/** Rejects with a ToolError; `references` name the image by its digest. */
async function signImages(plan, references, deadline, world) {
    if (!plan.run)
        return;
    const options = await keyOptions(plan.with, world);
    for (const reference of references) {
        const command = {
            title: `Sign ${reference}`,
            argv: ['cosign', 'sign', '--yes', ...options, reference],
        };
        const finished = await (0,retry/* persist */.Zr)(command, { what: `Signing of ${reference}`, deadline }, world);
        if (finished.exitCode !== 0)
            throw sign_refused(reference, finished);
        world.log.line(`Signed ${reference}`);
    }
}
/** With a key of one's own nothing is told to the public log: it would name the image. */
async function keyOptions(key, world) {
    const unlogged = ['--use-signing-config=false', '--tlog-upload=false'];
    switch (key.kind) {
        case 'identity':
            return [];
        case 'name':
            return [`--key=${key.name.reveal()}`, ...unlogged];
        case 'file':
            await world.files.writeSecret(key.file.path, key.file.content);
            return [`--key=${key.file.path}`, ...unlogged];
    }
}
function sign_refused(reference, finished) {
    const old = { why: 'this cosign is too old', cure: 'install cosign 3 or newer' };
    const { why, cure } = /unknown flag/.test(finished.stderr) ? old : (0,explain/* reasonOf */.A3)(finished);
    return new errors/* ToolError */.v4(`Signing ${reference} failed: ${why}`, {
        cure: (0,report_failure/* cureOf */.XZ)(cure ?? "check `sign-key`, and COSIGN_PASSWORD in the step's environment", 'no tag was moved'),
        tail: (0,explain/* tailOf */.Cj)(finished),
    });
}

;// CONCATENATED MODULE: ./build/stages/publish.js
var publish_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var publish_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
/** Pushes what was tested, and nothing else: checks the store before, and every tag in the registry after. */












/** A push that says nothing for longer looks hung. */
const signOfLifeMilliseconds = 30_000;
/** Gives the tags to what was tested, wherever it is, and compares each with the tested digest. */
async function publish(tested, world) {
    const { plan, judged, digest, timeoutSeconds: timeout } = tested;
    const heldBack = [...plan.heldBack, ...judged.heldBack];
    if (judged.moves.length === 0)
        return publish_nothing(heldBack);
    const start = world.now();
    const tags = judged.moves.map(({ tag }) => tag);
    const deadline = start + timeout * 1000;
    if (tested.sources === undefined)
        await pushFromEngine(tags, tested, deadline, world);
    else
        await tagInRegistries(tags, tested, tested.sources, deadline, world);
    const pushed = judged.moves.map((move) => describe(move, digest));
    const platforms = await readPlatforms(byDigest(tags, tested), tested, world);
    return { content: [], tags: pushed, heldBack, platforms, seconds: (world.now() - start) / 1000 };
}
/** What publishing comes to when every tag is held back. */
function publish_nothing(heldBack) {
    return { content: [], tags: [], heldBack, platforms: [], seconds: 0 };
}
/** Brings what was tested to every name without a tag, and looks whether it is there. */
async function bringContent(tested, world) {
    const { plan, digest, timeoutSeconds } = tested;
    if (plan.tags.length === 0)
        return publish_nothing(plan.heldBack);
    const start = world.now();
    const content = plan.names.map((image) => ({ image, name: digest, reference: `${(0,plan_names/* displayName */.QC)(image)}@${digest}` }));
    const deadline = start + timeoutSeconds * 1000;
    if (tested.sources === undefined)
        await pushFromEngine([], tested, deadline, world);
    else
        await removeImage(plan.build.candidate, world);
    await verify(content, tested, world);
    const references = content.map(({ reference }) => reference);
    const platforms = await readPlatforms(references, tested, world);
    return { content: references, tags: [], heldBack: [], platforms, seconds: (world.now() - start) / 1000 };
}
/** What they are made of is in every registry already. What they are to show is signed before it has a tag. */
async function tagInRegistries(tags, tested, sources, deadline, world) {
    const { plan, digest } = tested;
    const whole = sources.digests.length === 1 && sources.digests[0] === digest;
    // An index of parts is in no registry yet.
    if (!whole)
        await createTags(carriers(tags, plan), tested, sources, deadline, world);
    await signImages(plan.sign, byDigest(tags, tested), deadline, world);
    await createTags(tags, tested, sources, deadline, world);
    // Its tests are over; the registry has it.
    const verifying = verify(tags, tested, world);
    await (plan.stage === 'publish' ? verifying : both(verifying, removeImage(plan.build.candidate, world)));
}
/** A name after the other gets its tags, each name all of them at once. */
async function createTags(tags, tested, { digests, annotations }, deadline, world) {
    const { words, env } = (0,plan_route/* builderUse */.zi)(tested.plan.build.route);
    const done = [];
    for (const [name, own] of Map.groupBy(tags, ({ image }) => (0,plan_names/* displayName */.QC)(image))) {
        const options = [...annotations, ...own.map(({ reference }) => `--tag=${reference}`)];
        const parts = digests.map((digest) => `${name}@${digest}`);
        const argv = [...createIndex, ...words, ...options, ...parts];
        const attempt = attemptAt(own, tested, deadline, world);
        const finished = await (0,retry/* persist */.Zr)({ title: `Tag ${name}`, argv, env }, attempt, world);
        if (finished.exitCode !== 0) {
            const moved = await readMoved(own, tested, world);
            const left = own.filter((tag) => !moved.includes(tag));
            throw await publish_refused({ tags: left.length > 0 ? left : own, done: [...done, ...moved], finished }, tested.plan, world);
        }
        done.push(...own);
    }
}
/** One source is taken as it is; several become an index. */
const createIndex = ['docker', 'buildx', 'imagetools', 'create', '--prefer-index=false'];
/** buildx gives a name all its tags side by side, and does not say which of them the registry took. */
async function readMoved(tags, { plan, digest }, world) {
    const states = await readTags(tags, plan.logins, world);
    return tags.filter((_, index) => isDigest(states[index], digest));
}
/**
 * Pushes the tags one after the other and compares each with the tested digest. `docker push` takes only names of the
 * store, so the image has them for a moment; afterwards they mean again what they meant before.
 */
async function pushFromEngine(tags, tested, deadline, world) {
    const first = carriers(tags, tested.plan);
    const pushed = [...first, ...tags];
    const borrowed = pushed.map(({ reference }) => (0,borrowed_names/* borrow */.Wq)(reference, tested.earlier));
    world.remember('borrowed', JSON.stringify(borrowed));
    const tidy = () => (0,borrowed_names/* giveBack */.F5)(borrowed, [tested.plan.build.candidate], world);
    try {
        await pushAll(first, tested, deadline, world);
        await signImages(tested.plan.sign, byDigest(tags, tested), deadline, world);
        await pushAll(tags, tested, deadline, world);
    }
    catch (error) {
        await tidy();
        throw error;
    }
    await both(verify(tags, tested, world), tidy());
}
/** The image in each of its names, as nobody can change it. */
function byDigest(tags, { digest }) {
    return [...new Set(tags.map(({ image }) => `${(0,plan_names/* displayName */.QC)(image)}@${digest}`))];
}
/** That an index is there is known; what is in it is told for people, and no reason to fail. */
async function readPlatforms([reference], { plan, sources }, world) {
    const known = sources?.platforms ?? [];
    if (reference === undefined || known.length > 0 || plan.build.platforms.length < 2)
        return known;
    return readIndex(reference, world);
}
/** Under this tag an image comes to a registry before any of its own tags does. */
const carrier = 'slipway-incoming';
/**
 * `docker push` brings content only with a tag. With several registries the content goes everywhere first, so that one
 * that is down or refuses leaves no release on half of them; and what is to be signed is there before it has a tag.
 */
function carriers(tags, { stage, sign, publish: planned, names: all }) {
    const alone = planned.run && planned.upTo === 'content';
    // An index of parts is written to each name by itself.
    const places = new Set(tags.map(({ image }) => (stage === 'publish' ? (0,plan_names/* displayName */.QC)(image) : image.registry)));
    if (!alone && !sign.run && places.size < 2)
        return [];
    const images = alone ? all : tags.map(({ image }) => image);
    const names = new Map(images.map((image) => [(0,plan_names/* displayName */.QC)(image), image]));
    return [...names].map(([name, image]) => ({ image, name: carrier, reference: `${name}:${carrier}` }));
}
/** Images of the user's that have one of the tags in the engine already, to give them back what the push borrows. */
async function readOwners(tags, plan, world) {
    const named = [...carriers(tags, plan), ...tags];
    return named.length === 0
        ? []
        : (0,image_store/* inspectImages */.J2)(named.map(({ reference }) => reference), world);
}
async function publish_name(tag, digest, world) {
    if (tag === undefined)
        return;
    const finished = await world.run((0,borrowed_names/* imageCommand */.tv)(['tag', digest, tag.reference]));
    if (finished.exitCode === 0)
        return;
    if (/no such image/i.test(finished.stderr))
        throw (0,image_store/* changed */.tD)('the engine no longer holds it', digest);
    throw new errors/* ToolError */.v4(`The engine refused the name ${tag.reference}: ${(0,explain/* lastWords */.aN)(finished.stderr)}`);
}
async function pushAll(tags, tested, deadline, world) {
    if (tags.length === 0)
        return;
    const { digest } = tested;
    world.log.group(`Push ${tags.map((tag) => tag.reference).join(', ')}`);
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const _life = publish_addDisposableResource(env_1, world.every(signOfLifeMilliseconds, () => world.log.line('  still pushing')), false);
            await publish_name(tags[0], digest, world);
            // Each next name is given while the one before is pushed.
            for (const [index, tag] of tags.entries()) {
                const attempt = attemptAt([tag], tested, deadline, world);
                const pushing = push(tag, tags.slice(0, index), attempt, tested.plan, world);
                await both(pushing, publish_name(tags[index + 1], digest, world));
            }
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            publish_disposeResources(env_1);
        }
    }
    finally {
        world.log.endGroup();
    }
}
/** Blobs that arrived before the trouble are not sent again: the engine asks the registry for each. */
async function push(tag, done, attempt, plan, world) {
    const argv = ['docker', 'push', '--quiet', tag.reference];
    const finished = await (0,retry/* persist */.Zr)({ title: `Push ${tag.reference}`, argv }, attempt, world);
    if (finished.exitCode === 0) {
        world.log.line(`  ${tag.reference}`);
        return;
    }
    throw await publish_refused({ tags: [tag], done, finished }, plan, world);
}
/** A registry that is busy is asked when to come back; the tools keep that to themselves. */
function attemptAt(tags, { plan }, deadline, world) {
    const [tag] = tags;
    const asked = async () => {
        if (tag === undefined)
            return undefined;
        const state = await world.askRegistry(tag, loginFor(tag, plan.logins));
        return state.kind === 'unknown' ? state.retryAfterSeconds : undefined;
    };
    return { what: `Push of ${tags.map(({ reference }) => reference).join(', ')}`, deadline, asked };
}
async function publish_refused({ tags, done, finished }, plan, world) {
    const asked = finished.timedOut === true ? await askWhy(tags[0], plan.logins, world) : undefined;
    const { why, cure } = (0,explain/* reasonOf */.A3)(finished, asked);
    const references = tags.map(({ reference }) => reference).join(', ');
    return new errors/* ToolError */.v4(`Push of ${references} failed: ${why}`, {
        cure: (0,report_failure/* cureOf */.XZ)(cure, alreadyPushed(done)),
        tail: (0,explain/* tailOf */.Cj)(finished),
    });
}
/** What the registry has of this run, for whoever has to decide what to do about it. */
function alreadyPushed(done) {
    const tags = done.filter(({ name: tag }) => tag !== carrier).map(({ reference }) => reference);
    return tags.length === 0 ? undefined : `already pushed: ${tags.join(', ')}`;
}
/** A good run is not failed on one answer: what is not as it should be is asked for again, in the other way. */
async function verify(tags, { plan, digest }, world) {
    const after = await readTags(tags, plan.logins, world);
    for (const [index, tag] of tags.entries()) {
        if (isDigest(after[index], digest))
            continue;
        const state = await readThroughBuildx(tag, world);
        if (isDigest(state, digest))
            continue;
        if (state.kind === 'unknown')
            throw publish_unread(tag.reference, state.words);
        throw (0,image_store/* changed */.tD)(`${tag.reference} is ${state.kind === 'present' ? state.digest : 'not there'}`, digest);
    }
}
function isDigest(state, digest) {
    return state?.kind === 'present' && state.digest === digest;
}
function publish_unread(reference, words) {
    return (0,explain/* refusalOf */.Of)(`${reference} was pushed but could not be read back`, { stderr: words });
}
function describe({ tag, before, note }, digest) {
    return { tag, change: changeOf(before, digest), ...(note !== undefined && { note }) };
}
function changeOf(before, digest) {
    switch (before.kind) {
        case 'absent':
            return { kind: 'created' };
        case 'present':
            return before.digest === digest ? { kind: 'unchanged' } : { kind: 'moved', from: before.digest };
        case 'unknown':
            return { kind: 'pushed' };
    }
}

;// CONCATENATED MODULE: ./build/stages/join.js
/** Makes one index of what several jobs have built, and of nothing else. */










/** Works out the index before anything is written, and looks whether it holds exactly what was tested. */
async function joinParts(plan, timeoutSeconds, world) {
    const joining = { plan, deadline: world.now() + timeoutSeconds * 1000 };
    const { parts } = plan;
    const names = [...new Set(plan.tags.map((tag) => (0,plan_names/* displayName */.QC)(tag.image)))];
    const digests = parts.map(({ digest }) => digest);
    const annotations = annotationsOf(plan);
    // Every name must have every part, or a tag would move in one and not in the other.
    const read = await Promise.all(names.flatMap((name) => parts.map((part) => readPart(name, part, joining, world))));
    const manifest = await readJoined(digests.map((digest) => `${names[0]}@${digest}`), annotations, joining, world);
    const digest = await (0,read_manifest/* digestOf */.ol)(manifest);
    const wanted = read.slice(0, parts.length).flat();
    if (!isSame(contentOf(manifest, digest), wanted))
        throw notJoined('it does not hold what was tested', manifest);
    const platforms = join_platformsOf(manifest, digest, plan);
    checkPlatforms(platforms, plan, manifest);
    const all = (0,report_text/* listed */.KE)(parts.flatMap((part) => part.platforms));
    for (const line of [...parts.map(partLine), `Joined ${all} as ${(0,plan_names/* shortDigest */.VK)(digest)}`])
        world.log.line((0,report_text/* shown */.SP)(line));
    return { digest, sources: { digests, annotations, platforms } };
}
/** The index as it will be, byte for byte. */
async function readJoined(references, annotations, { plan, deadline }, world) {
    const { words, env } = (0,plan_route/* builderUse */.zi)(plan.build.route);
    const argv = [...createIndex, ...words, '--dry-run', ...annotations, ...references];
    const what = 'Joining the platforms';
    const finished = await (0,retry/* persist */.Zr)({ title: 'Join the platforms', argv, env }, { what, deadline }, world);
    if (finished.exitCode !== 0)
        throw (0,explain/* refusalOf */.Of)('The platforms cannot be joined', finished);
    return finished.stdout.replace(/\n$/, '');
}
function isSame(some, others) {
    return some.toSorted().join() === others.toSorted().join();
}
function notJoined(why, manifest) {
    return new errors/* ToolError */.v4(`The platforms cannot be joined: ${why}`, {
        cure: 'nothing was pushed; run the jobs that build again',
        tail: manifest.split('\n'),
    });
}
/** A proof is believed for nothing that the images themselves can tell. */
function checkPlatforms(found, { parts }, manifest) {
    const names = found.map(({ platform }) => plainPlatform(platform));
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
        throw notJoined(`two of them are for ${twice}`, manifest);
    const said = parts.flatMap(({ platforms }) => platforms.map(plainPlatform));
    if (!isSame(names, said))
        throw notJoined(`they are for ${(0,report_text/* listed */.KE)(names)}, and the proofs say ${(0,report_text/* listed */.KE)(said)}`, manifest);
}
/** The variant that an architecture has anyway is left out by some (containerd, platforms.Normalize). */
function plainPlatform(platform) {
    return platform
        .replace(/\/arm64\/v8$/, '/arm64')
        .replace(/\/amd64\/v1$/, '/amd64')
        .replace(/\/arm$/, '/arm/v7');
}
/** What is no index is the image of its only part. */
function join_platformsOf(manifest, digest, { parts }) {
    const found = (0,read_manifest/* platformsIn */.S2)(manifest);
    if (found.length > 0)
        return found;
    return parts.flatMap(({ platforms }) => platforms.map((platform) => ({ platform, digest })));
}
/** Digests of the manifests in a part, which is one itself when it is no index. */
async function readPart(name, { digest, platforms }, { plan, deadline }, world) {
    const { words, env } = (0,plan_route/* builderUse */.zi)(plan.build.route);
    const reference = `${name}@${digest}`;
    const what = `Reading ${reference}`;
    const finished = await (0,retry/* persist */.Zr)(rawManifest(reference, words, env), { what, deadline }, world);
    if (finished.exitCode !== 0)
        throw (0,explain/* refusalOf */.Of)(`The image for ${platforms.join(', ')} cannot be read, ${reference}`, finished, 'see whether the registry has removed it, since it has no tag: run the jobs that build again');
    const given = await (0,read_manifest/* digestOf */.ol)(finished.stdout);
    if (given !== digest)
        throw new errors/* ToolError */.v4(`The registry gives something else for ${reference}: ${given}`);
    return contentOf(finished.stdout, digest);
}
function contentOf(manifest, digest) {
    const held = (0,read_manifest/* digestsIn */.V4)(manifest);
    return held.length === 0 ? [digest] : held;
}
/** A part has its own already; what is made of several gets those of the index. */
function annotationsOf({ annotations, parts }) {
    if (parts.length < 2)
        return [];
    const possible = annotations.filter(({ level: { type } }) => type === 'index' || type === 'manifest-descriptor');
    return possible.map((annotation) => `--annotation=${(0,plan_names/* annotationText */.xr)(annotation)}`);
}

;// CONCATENATED MODULE: ./build/stages/login.js


/** The password goes in on standard input. One wrong login stops the run: the push would fail after all the work. */
async function logIn(logins, world) {
    for (const login of logins)
        await logInTo(login, world);
}
async function logInTo(login, world) {
    const server = login.registry === 'docker.io' ? [] : [login.registry];
    const command = {
        title: `Log in to ${login.registry}`,
        argv: ['docker', 'login', '--username', login.username, '--password-stdin', ...server],
        stdin: login.password,
    };
    const what = `Login to ${login.registry}`;
    const first = await (0,retry/* persist */.Zr)(command, { what }, world);
    const finished = (await mayBeMistaken(first, what, world)) ? await (0,retry/* persist */.Zr)(command, { what }, world) : first;
    if (finished.exitCode === 0) {
        world.log.line(`Logged in to ${login.registry} as ${login.username}`);
        return;
    }
    throw (0,explain/* refusalOf */.Of)(`Login to ${login.registry} as ${login.username} failed`, finished);
}
/**
 * Docker learns from a registry's first answer whether it wants a password. When that answer is 429 or 500 it sends
 * none, and its words are then the same as after a wrong one. So a 401 is believed the second time.
 */
async function mayBeMistaken({ exitCode, stderr }, what, world) {
    if (exitCode === 0 || !/\b401\b/.test(stderr))
        return false;
    return (0,retry/* waitAfter */.Wv)({ what, words: stderr, tried: 1, most: 2 }, world);
}

;// CONCATENATED MODULE: ./build/stages/gates/compose-file.js



/** `none` when there is no such input. */
async function readComposeFile({ services: file, servicesEnv }, facts, world) {
    if (file === undefined)
        return { kind: 'none' };
    const names = { project: (0,plan_names/* ownerOf */.bf)(facts), candidate: (0,plan_names/* candidateOf */.RH)(facts) };
    const { exitCode, stdout, stderr } = await world.run((0,compose/* readingCommand */.WC)(file, names, servicesEnv));
    if (exitCode !== 0)
        return { kind: 'refused', problem: { input: 'services', value: file, ...compose_file_wrong(stderr, file) } };
    return { kind: 'read', model: JSON.parse(stdout), unset: unsetVariables(stderr) };
}
function unsetVariables(stderr) {
    const found = [...stderr.matchAll(/The \\?"([^"\\]+)\\?" variable is not set/g)];
    return [...new Set(found.map(([, name = '']) => name))];
}
/** Compose's own words, with what to do about the failures that people really meet. */
function compose_file_wrong(stderr, file) {
    if (/is not a docker command|unknown flag: --project-name|unknown shorthand flag/.test(stderr))
        return {
            wrong: "needs docker compose, and this runner's command line has none",
            cure: 'install the compose plugin, or use `runs-on: ubuntu-latest`, which has it',
        };
    const text = (0,explain/* lastWords */.aN)(stderr)
        .replace(/^.*level=\w+ msg=/, '')
        .replace(/^validating \S+: /, '');
    const missing = /required variable (\S+) is missing/.exec(text)?.[1];
    if (missing !== undefined)
        return { wrong: `needs the variable ${missing}`, cure: `set it with \`services-env: ${missing}=…\`` };
    if (/no such file or directory/.test(text)) {
        const itself = text.endsWith(`${file}: no such file or directory`);
        return { wrong: `cannot be read: ${itself ? 'it is not there' : text}`, cure: 'give its path in the workspace' };
    }
    const unknown = /(?:services\.)?(\S+) additional properties '([^']+)' not allowed/.exec(text);
    if (unknown !== null)
        return {
            wrong: `has the unknown key ${unknown[2]} in ${unknown[1]}`,
            cure: 'check its name in the compose specification',
        };
    const unset = unsetVariables(stderr);
    return {
        wrong: `is no compose file that docker can use: ${text}`,
        ...(unset.length > 0 && { cure: `it asks for ${unset.join(', ')}, which \`services-env\` can set` }),
    };
}

;// CONCATENATED MODULE: ./build/stages/machine.js
/** Asks docker what the plan has to know: what the compose file means, what the builder is, how the engine keeps images. */





/** Asks nobody for what no input names, and nothing where nothing is built. */
async function readMachine(inputs, { trust }, local, world) {
    const builds = inputs.stage === 'all' || inputs.stage === 'build';
    const composes = builds && inputs.services !== undefined;
    const named = inputs.stage !== 'metadata' && inputs.builder.name !== undefined;
    const noCompose = { kind: 'none' };
    if (!composes && !named)
        return { compose: noCompose, builder: { kind: 'none' } };
    // Compose and buildx are plugins, which the command line finds by the configuration in that folder.
    await world.files.openRunFolder(trust.trusted ? { keep: true, own: [] } : { keep: false });
    try {
        const composing = composes ? readComposeFile(inputs, local, world) : Promise.resolve(noCompose);
        const [compose, builder] = await both(composing, readBuilder(inputs, local, world));
        return { compose, builder };
    }
    finally {
        await world.files.removeRunFolder();
    }
}
const info = { title: 'Ask the engine', argv: ['docker', 'info', '--format={{json .}}'] };
/** Asked right before the work. An engine that says nothing useful is told when it is really needed. */
async function machine_readEngine(world) {
    const stdout = await world.run(info).then((finished) => finished.stdout, unlessCancelled);
    const driver = /"driver-type",\s*"([^"]+)"/.exec(stdout)?.[1];
    if (driver === 'io.containerd.snapshotter.v1')
        return 'containerd';
    return /"ServerVersion":\s*"[^"]/.test(stdout) ? 'classic' : 'unknown';
}
/** Without docker on the machine, the build says so. */
function unlessCancelled(error) {
    if (error instanceof errors/* ToolError */.v4)
        return '';
    throw error;
}
/** Asked of buildx, in whose words a builder that is not there is told. */
async function readBuilder({ builder: { name } }, { buildxFolder }, world) {
    if (name === undefined)
        return { kind: 'none' };
    const argv = ['docker', 'buildx', 'inspect', name];
    const finished = await world.run({ title: 'Look at the builder', argv, env: { BUILDX_CONFIG: buildxFolder } });
    const driver = /^Driver:\s*(\S+)/m.exec(finished.stdout)?.[1];
    if (finished.exitCode === 0 && driver !== undefined)
        return { kind: 'found', driver };
    const known = (0,explain/* explain */.WE)(finished.stderr);
    const missing = /no builder .* found/.test(finished.stderr);
    const wrong = missing
        ? 'is the name of no builder'
        : `cannot be used: ${known?.why ?? (0,explain/* lastWords */.aN)(finished.stderr).replace(/^ERROR: /, '')}`;
    const cure = known?.cure ??
        (missing
            ? 'put docker/setup-buildx-action before this step, and give it its output `name`'
            : 'see `docker buildx ls` for the builders that are there');
    return { kind: 'refused', problem: { input: 'builder', value: name, wrong, cure } };
}
/** Whether the cache service answers, when this run would use it: one that says nothing would hang the build. */
async function readCacheService({ cacheRead, cacheWrite, cacheMounts }, world) {
    const lines = [
        ...(cacheRead.run ? Object.values(cacheRead.from).flat() : []),
        cacheWrite.run ? String(cacheWrite.command.stdin) : '',
    ];
    if (!cacheMounts.run && !lines.some((line) => /type=gha(?![^"]*,token=)/.test(line)))
        return {};
    const because = await world.askCacheService();
    if (because === undefined)
        return {};
    world.log.annotate({ level: 'warning', message: `GitHub's cache is not used in this run: ${because}` });
    return { cacheService: { kind: 'absent', because } };
}
/** A registry that is slower than this to say what it has makes the choice no better. */
const choiceSeconds = 2;
/** Which of the tags are there that a cache may be read from, where there is a choice. */
async function readCaches({ cacheRead, logins }, world) {
    const choices = cacheRead.run ? cacheRead.choices : [];
    const asked = choices.map(async (tag) => {
        const { kind } = await world.askRegistry(tag, loginFor(tag, logins), choiceSeconds);
        return [tag.reference, kind];
    });
    return new Map(await Promise.all(asked));
}

;// CONCATENATED MODULE: ./build/plan/movement.js

function judgeMove({ order }, evidence) {
    switch (order.kind) {
        case 'fixed':
            return judgeFixed(evidence);
        case 'commit':
            return judgeByCommit(evidence);
        case 'version':
            return judgeByVersion(evidence, order.version);
    }
}
/** A version is no longer than a tag. Labels of a foreign image may be anything. */
const longestVersion = 128;
function movement_cut(version) {
    return version.slice(0, longestVersion);
}
function shortCommit(revision) {
    return revision.slice(0, 7);
}
/** Who holds a tag, for messages: `commit 5c0e91d, sha256:61bd33f0a2c4`. */
function holder({ digest, revision }) {
    const commit = revision === '' ? 'no commit named' : `commit ${shortCommit(revision)}`;
    return `${commit}, sha256:${(0,plan_names/* shortDigest */.VK)(digest)}`;
}
/** `1.4.2-1` may be a variant of 1.4.2, which version schemes take for another version. */
function isVersionOrVariant(text, version) {
    return text === version || text.startsWith(`${version}-`);
}
function judgeFixed({ shown, ancestry, merged }) {
    // The commit's own image may be there already; a pull request's holds more than the commit.
    if (ancestry.kind === 'same' && merged)
        return { move: false, because: 'it shows this commit already, and this image has it merged with the base branch' };
    if (ancestry.kind === 'same')
        return { move: true };
    return { move: false, because: `it belongs to another image already (${holder(shown)})` };
}
function judgeByCommit({ shown, ancestry, headOfRef, compared }) {
    const commit = shortCommit(shown.revision);
    switch (ancestry.kind) {
        case 'same':
        case 'descendant':
            return { move: true };
        case 'unknown':
            return { move: true, note: `nobody could tell whether it showed an older commit: ${ancestry.because}` };
        case 'older':
        case 'diverged': {
            const stands = `${commit}, which is ${ancestry.kind === 'older' ? 'newer than' : 'not an ancestor of'} this commit`;
            // A rewritten branch (force-push, reset) is newer than its history says.
            if (headOfRef.kind === 'known' && headOfRef.value)
                return { move: true, note: `it showed ${stands}: its branch points at this commit now` };
            // Releases of two lines are no descendants of each other.
            if (ancestry.kind === 'diverged' && compared !== undefined && compared < 0)
                return { move: true, note: `it showed ${stands}: its version ${movement_cut(shown.version)} is lower` };
            return { move: false, because: `it shows ${stands}` };
        }
    }
}
/** The git tags said that this version is the highest of its line; this second look is for runs side by side. */
function judgeByVersion(evidence, version) {
    const { shown, compared, ancestry } = evidence;
    // Of one commit there may be two versions, but no two images of one version that are to be told apart.
    if (ancestry.kind === 'same' && isVersionOrVariant(shown.version, version))
        return { move: true };
    if (compared === undefined)
        return judgeWithoutVersion(evidence, version);
    return compared > 0
        ? { move: false, because: `it shows ${movement_cut(shown.version)}, which is higher than ${version}` }
        : { move: true };
}
/** What has no version to compare with is judged like a branch. */
function judgeWithoutVersion(evidence, version) {
    const verdict = judgeByCommit(evidence);
    if (!verdict.move)
        return verdict;
    const found = movement_cut(evidence.shown.version);
    if (found === '')
        return { move: true, note: 'it showed an image that names no version' };
    return { move: true, note: `it showed ${found}, which cannot be compared with ${version}` };
}

;// CONCATENATED MODULE: ./build/stages/movement.js
/** Looks at what the tags show before they move, so that none goes backwards. */







/**
 * Refuses before the build what would be refused after it: a version that another commit has. `first` is what was read
 * of the tags directly, side by side with the login; what that did not tell is asked again now.
 */
async function refuseTaken(publish, first, plan, world) {
    if (publish.overwrite)
        return;
    const fixed = publish.tags.map((tag, index) => ({ tag, index })).filter(({ tag }) => tag.order.kind === 'fixed');
    const tags = fixed.map(({ tag }) => tag);
    const states = await askAgain(tags, fixed.flatMap(({ index }) => first[index] ?? []), world);
    const taken = tags.flatMap((tag, index) => {
        const state = states[index];
        return state?.kind !== 'present' || isOurs(state.shown, plan) ? [] : [{ tag, shown: state.shown }];
    });
    if (taken.length > 0)
        throw takenError(taken);
}
/**
 * Reads every tag again, since the build took its time, and decides which may move. A version that was taken meanwhile
 * fails the run, with nothing pushed.
 */
async function judgeTags(request, world) {
    const { publish, plan } = request;
    const states = await readShownSurely(publish.tags, plan.logins, world);
    const seen = publish.tags.map((tag, index) => ({ tag, state: states[index] ?? movement_unread }));
    const history = await movement_readHistory(seen, request, world);
    const judged = await Promise.all(seen.map((one) => judge(one, request, history)));
    const taken = judged.flatMap((result) => ('taken' in result ? [result.taken] : []));
    if (taken.length > 0)
        throw takenError(taken);
    return {
        moves: judged.flatMap((result) => ('move' in result ? [result.move] : [])),
        heldBack: judged.flatMap((result) => ('heldBack' in result ? [result.heldBack] : [])),
    };
}
const movement_unread = { kind: 'unknown', words: 'no answer' };
async function judge({ tag, state }, request, history) {
    switch (state.kind) {
        case 'absent':
            return { move: { tag, before: state } };
        case 'unknown':
            return judgeUnread(tag, state.words);
        case 'present':
            return judgeShown(tag, state.shown, request, history);
    }
}
/** What a registry says of a repository that is not there yet, and to a login that may write only. */
const denial = /denied|forbidden|unauthorized|insufficient_scope|\b40[13]\b/i;
/**
 * What a registry in trouble does not tell is not moved. A fixed tag is nobody else's, so only the push can tell more;
 * and one that refuses to be read must be pushed, since the first image of a new repository could never be.
 */
function judgeUnread(tag, words) {
    const before = { kind: 'unknown', words };
    if (tag.order.kind === 'fixed')
        return { move: { tag, before } };
    if (denial.test(words))
        return { move: { tag, before, note: 'the registry does not let this login read what it shows' } };
    const because = `the registry did not say what it shows: ${(0,explain/* explain */.WE)(words)?.why ?? (0,explain/* lastWords */.aN)(words)}`;
    return { heldBack: { tag, because } };
}
async function judgeShown(tag, shown, request, history) {
    const before = { kind: 'present', digest: shown.digest };
    // The same bytes are no movement, whatever their labels say.
    if (shown.digest === request.digest)
        return { move: { tag, before } };
    const verdict = judgeMove(tag, await evidenceFor(tag, shown, request, history));
    if (verdict.move)
        return { move: { tag, before, ...(verdict.note !== undefined && { note: verdict.note }) } };
    if (request.publish.overwrite)
        return { move: { tag, before, note: `${verdict.because}: \`overwrite\` is true` } };
    if (tag.order.kind !== 'fixed' || isOurs(shown, request.plan))
        return { heldBack: { tag, because: verdict.because } };
    return { taken: { tag, shown } };
}
async function evidenceFor(tag, shown, { plan }, history) {
    const { event, sha, revision } = plan.context;
    return {
        shown,
        ancestry: isOurs(shown, plan) ? { kind: 'same' } : (history.ancestries.get(shown.revision) ?? movement_notAsked),
        headOfRef: followsRef(tag, plan) ? history.headOfRef : { kind: 'known', value: false, from: 'GitHub' },
        compared: await compareWithShown(tag, shown, plan),
        merged: event.kind === 'pull-request' && sha !== revision,
    };
}
/** A branch that is set back takes its own tags along; others, such as `latest`, only when it is the default branch. */
function followsRef({ order }, { context }) {
    const { event, defaultBranch } = context;
    if (order.kind === 'commit' && order.ofRef)
        return true;
    return event.kind === 'branch' && event.branch === defaultBranch;
}
/** The version of a tag that follows versions is its own; of others, what this run releases. */
async function compareWithShown({ order }, { version }, plan) {
    const { prefix, suffix } = plan.mainAffixes;
    const bare = (text) => text.startsWith(prefix) && text.endsWith(suffix) ? text.slice(prefix.length, text.length - suffix.length) : text;
    switch (order.kind) {
        case 'version':
            return compareVersions(order.scheme, bare(version), order.version);
        case 'commit':
            return plan.context.event.kind === 'tag'
                ? compareVersions('semver', bare(version), bare(plan.mainTag))
                : undefined;
        case 'fixed':
            return undefined;
    }
}
const movement_notAsked = { kind: 'unknown', because: 'nobody was asked' };
/** Each commit is asked for once; where the branch is, only when a tag would be held back. */
async function movement_readHistory(seen, request, world) {
    const { plan, token } = request;
    const revisions = await Promise.all(seen.map((one) => revisionToCompare(one, request)));
    const asked = [...new Set(revisions.filter((revision) => revision !== undefined))].map(async (revision) => [revision, await readAncestry(revision, plan.context, token, world)]);
    const ancestries = new Map(await Promise.all(asked));
    const backwards = [...ancestries.values()].some(({ kind }) => kind === 'older' || kind === 'diverged');
    return {
        ancestries,
        headOfRef: backwards ? await isHeadOfRef(plan.context, token, world) : { kind: 'not-asked' },
    };
}
/** The commit that the tag shows, when the history has to decide. */
async function revisionToCompare({ tag, state }, { plan, digest }) {
    if (tag.order.kind === 'fixed' || state.kind !== 'present' || state.shown.digest === digest)
        return undefined;
    if (isOurs(state.shown, plan))
        return undefined;
    if (tag.order.kind === 'version' && (await compareWithShown(tag, state.shown, plan)) !== undefined)
        return undefined;
    return state.shown.revision;
}
/** Whether an image is of this run's commit: a rerun may renew it. The user may label the image with another commit. */
function isOurs({ revision }, { context, labels }) {
    const labelled = labels.find(({ key }) => key === 'org.opencontainers.image.revision')?.value;
    // Any other word could be that of every image, and prove nothing.
    return (0,git/* isCommit */.WM)(revision) && [context.revision, labelled].includes(revision);
}
function takenError(taken) {
    const one = ({ tag, shown }) => `The tag ${tag.reference} belongs to another image already (${holder(shown)})`;
    const all = taken.map(({ tag, shown }) => `${tag.reference} (${holder(shown)})`).join(', ');
    const message = taken.length > 1 ? `${taken.length} tags belong to other images already: ${all}` : taken.map(one).join();
    return new errors/* ToolError */.v4(message, { cure: 'tag a new version, or write overwrite: true' });
}

;// CONCATENATED MODULE: ./build/stages/proof.js

/** The proof, and the path of a file with it, which is there until the job's end. */
async function keepProof(outcome, world) {
    world.remember('kept-files', 'true');
    const proof = proofOf(outcome);
    const text = JSON.stringify(proof);
    const platforms = proof.platforms.map((platform) => platform.replaceAll('/', '-')).join('-');
    return { proof: text, 'proof-file': await world.files.keep(`slipway-proof-${platforms}.json`, `${text}\n`) };
}

;// CONCATENATED MODULE: ./build/stages/save-cache.js
/** Saves the build cache after every gate has passed. Whatever goes wrong here is told and forgotten. */







/** A registry that hangs must not hold up a run whose image is pushed. */
const save_cache_mostSeconds = 600;
/** A cache is not worth more waiting. */
const mostTries = 2;
/** Neither is its size, which is asked for beside the push. */
const weighSeconds = 5;
/** Skips the work when nothing was executed: then there is nothing that an earlier run has not saved. */
async function saveCache(plan, saving, world) {
    const { steps, logins } = saving;
    if (!plan.run)
        return { state: 'skipped', because: plan.because };
    const work = workSteps(steps);
    if (work.length === 0)
        return { state: 'skipped', because: 'the build has no step that could be cached' };
    if (work.every((step) => step.state === 'cached') && (await isKept(plan, logins, world)))
        return { state: 'skipped', because: 'every step came from the cache' };
    try {
        return await save_cache_write(plan, saving, world);
    }
    catch (error) {
        if (error instanceof errors/* CancelError */.p3)
            throw error;
        return { state: 'failed', to: plan.to, message: error instanceof Error ? error.message : String(error) };
    }
    finally {
        for (const { from } of plan.replace)
            await world.files.removeFolder(from);
    }
}
/** The engine's own store may have steps of a run that failed, and so has saved nothing. */
async function isKept({ tags }, logins, world) {
    const states = await Promise.all(tags.map((tag) => world.askRegistry(tag, loginFor(tag, logins))));
    return !states.some(({ kind }) => kind === 'absent');
}
async function save_cache_write(plan, { logins, ending }, world) {
    const deadline = world.now() + save_cache_mostSeconds * 1000;
    for (let tried = 1;; tried++) {
        let words = '';
        const finished = await world.run(plan.command, {
            ending,
            limitSeconds: Math.max((deadline - world.now()) / 1000, 1),
            onErrorLine: (line) => {
                const last = readProgress(line).at(-1);
                if (last?.kind === 'text' && last.text.startsWith('ERROR: '))
                    words = last.text;
            },
        });
        if (finished.timedOut === true)
            return { state: 'failed', to: plan.to, message: `not done after ${save_cache_mostSeconds} s` };
        if (finished.exitCode === 0) {
            for (const { from, to } of plan.replace)
                await world.files.replaceFolder(from, to);
            return { state: 'saved', to: plan.to, bytes: await weigh(plan, logins, world), seconds: finished.seconds };
        }
        const failed = { what: 'Saving the cache', words, tried, most: mostTries, deadline };
        const again = (0,retry/* isPassing */.WG)(words) && (await (0,retry/* waitAfter */.Wv)(failed, world));
        if (!again)
            return { state: 'failed', to: plan.to, message: (0,explain/* explain */.WE)(words)?.why ?? (0,explain/* lastWords */.aN)(words) };
    }
}
/** BuildKit says nothing of bytes when it writes a cache. What was written says how large it is, shared layers once. */
async function weigh({ tags, replace }, logins, world) {
    const read = await Promise.all([
        ...tags.map((tag) => world.readManifest(tag, loginFor(tag, logins), weighSeconds)),
        ...replace.map(({ to }) => readLayout(to, world)),
    ]);
    const sizes = [...(0,read_manifest/* layersIn */.MX)(read.filter((text) => text !== undefined)).values()];
    if (sizes.length === 0 || read.includes(undefined))
        return undefined;
    return sizes.reduce((sum, size) => sum + size, 0);
}
/** The manifest in a folder (OCI image layout). */
async function readLayout(folder, world) {
    try {
        const [digest = ''] = (0,read_manifest/* digestsIn */.V4)(await world.files.read(`${folder}/index.json`));
        return await world.files.read(`${folder}/blobs/${digest.replace(':', '/')}`);
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./build/read/dockerignore.js
/** What a .dockerignore leaves out, as far as its plain lines tell (docs.docker.com, "Build context"). */
/**
 * Gives whether a path of the context is certainly left out. Names and `**\/NAME` are understood; a file with
 * exceptions, and every other wildcard, is taken to leave out nothing.
 */
function leavesOut(text) {
    const lines = text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'));
    if (lines.some((line) => line.startsWith('!')))
        return () => false;
    const patterns = lines.map((line) => line.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, ''));
    const plain = patterns.filter((pattern) => pattern !== '' && !/[*?[\\]/.test(pattern));
    const anywhere = patterns.flatMap((pattern) => /^\*\*\/([^*?[\\/]+)$/.exec(pattern)?.[1] ?? []);
    return (path) => {
        const whole = path.replace(/\/+$/, '');
        const below = plain.some((name) => whole === name || whole.startsWith(`${name}/`));
        return below || whole.split('/').some((word) => anywhere.includes(word));
    };
}

;// CONCATENATED MODULE: ./build/stages/unchanged.js





/** Asks nobody where the plan knows that it is of no use, and not for the base image, which is asked for anyway. */
async function readRecipe({ recipe, logins, build }, baseDigest, world) {
    if (!recipe.run)
        return { kind: 'unknown', because: recipe.because };
    const digestNow = (image) => image.reference === build.base?.reference ? baseDigest : readDigest(image, logins, world);
    const asked = recipe.images.map(async (image) => ({ ...image, digest: await digestNow(image) }));
    const [commit, read] = await both(readCommit(recipe, world), Promise.all(asked));
    if (commit.kind === 'unknown')
        return commit;
    const lost = read.find(({ digest }) => digest === undefined);
    if (lost !== undefined)
        return { kind: 'unknown', because: `nobody says which ${lost.reference} there is now` };
    const images = read.filter((image) => image.digest !== undefined);
    const left = leavesOut(recipe.dockerignore);
    // Modes and empty folders are in an image, and not in git.
    const trees = await Promise.all([
        world.files.tree(`${recipe.workspace}/${recipe.context}`, left),
        ...recipe.folders.map((folder) => world.files.tree(`${recipe.workspace}/${folder}`, () => false)),
    ]);
    const named = images.map(({ reference, digest }) => `${reference}@${digest}`);
    const parts = [recipe.text, commit.value, ...named, ...trees.flat()];
    return { kind: 'known', recipe: { digest: await (0,read_manifest/* digestOf */.ol)(parts.join('\n')), images } };
}
/** The commit that is checked out, when what is built holds exactly that. */
async function readCommit(recipe, world) {
    const paths = new Set([recipe.context, recipe.dockerfile, ...recipe.folders]);
    const options = ['--porcelain=v2', '--branch', '--ignored', '--untracked-files=normal'];
    const ask = (title, ...words) => (0,git/* askGit */.gG)(title, ['--literal-pathspecs', ...words, '--', ...paths], world);
    const [answer, index] = await both(ask('Look for changes in the workspace', 'status', ...options), ask('List what is checked out', 'ls-files', '-v', '--stage'));
    if (answer.kind === 'absent' || index.kind === 'absent' || answer.exitCode + index.exitCode !== 0)
        return { kind: 'unknown', because: 'the workspace is no clone that git can read' };
    const hidden = hiddenFrom(index.stdout);
    if (hidden !== undefined)
        return { kind: 'unknown', because: hidden };
    const changes = answer.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
    const counted = changes.filter((line) => !isHarmless(line, recipe));
    const [first = ''] = counted;
    if (counted.length > 0)
        return { kind: 'unknown', because: `the workspace is not as committed: ${changedPath(first)}` };
    const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(answer.stdout)?.[1];
    return commit === undefined ? { kind: 'unknown', because: 'git names no commit' } : { kind: 'known', value: commit };
}
/** What `git status` says nothing of: files that it was told not to look at, and what is in other repositories. */
function hiddenFrom(index) {
    const unseen = /^[a-zS] .*?\t(.*)$/m.exec(index)?.[1];
    if (unseen !== undefined)
        return `git does not look at ${unseen}`;
    // The one at the top of the workspace is read for filters before the plan; of others it is enough that they are there.
    const rewriting = /\t(.+\/\.gitattributes)$/m.exec(index)?.[1];
    if (rewriting !== undefined)
        return `${rewriting} may have git rewrite files`;
    const submodule = /^\S 160000 .*?\t(.*)$/m.exec(index)?.[1];
    return submodule === undefined ? undefined : `${submodule} is a submodule`;
}
/** A file that git does not know and that no build sees. */
function isHarmless(line, { context, dockerfile, dockerignore }) {
    const path = /^[?!] ([^"].*)$/.exec(line)?.[1];
    if (path === undefined || path === dockerfile || path.endsWith('.dockerignore'))
        return false;
    const inside = context === '.' ? path : path.startsWith(`${context}/`) ? path.slice(context.length + 1) : undefined;
    return inside !== undefined && leavesOut(dockerignore)(inside);
}
/** The path at the end of a line of `git status --porcelain=v2`. */
function changedPath(line) {
    return /^[?!] (.*)$/.exec(line)?.[1] ?? line.split('\t')[0]?.split(' ').at(-1) ?? line;
}
/** Whether the tags may show it, by what they say: only then is it worth waiting for an answer. */
function maybeShown(shown) {
    return shown.length > 0 && shown.every((state) => state.kind === 'present' && state.shown.recipe !== '');
}
/** The one digest that all tags show, when it is of this recipe. */
function shownDigest(shown, { context }, reading) {
    if (reading.kind === 'unknown' || !maybeShown(shown))
        return undefined;
    const images = shown.flatMap((state) => (state.kind === 'present' ? [state.shown] : []));
    const [first] = images;
    const same = images.every((image) => image.recipe === reading.recipe.digest && image.digest === first?.digest && image.revision === context.revision);
    return same ? first?.digest : undefined;
}
/** Why it is built although every tag shows an image of this very commit; undefined where none would expect otherwise. */
function whyAgain(shown, { context }, reading) {
    const ours = shown.every((state) => state.kind === 'present' && state.shown.revision === context.revision);
    if (shown.length === 0 || !ours)
        return undefined;
    if (reading.kind === 'unknown')
        return reading.because;
    return maybeShown(shown)
        ? 'the tags show an image of other inputs or base images'
        : 'the image that the tags show does not say what it was made of';
}

;// CONCATENATED MODULE: ./build/run.js
var run_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var run_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
/** The corridor: read, plan, build and test, publish, report, in this order. */


































/** Walks the whole way. Never throws: what goes wrong is in the report. */
async function run_run(start, world) {
    try {
        return { report: await walk(start, world), failed: false };
    }
    catch (error) {
        return { report: reportError(error), failed: true };
    }
}
async function walk(start, world) {
    for (const text of secretTexts(start.given))
        world.mask(text);
    const context = readContext(start.given.env, await start.payload());
    const { inputs, problems } = await readInputs(start.given, context);
    maskSecrets(inputs, start.given, world);
    world.log.line(openingLine(start.version, context));
    if (inputs.stage === 'plan')
        return reportJobs(jobsFor(inputs, context, problems));
    const looked = await world.look(inputs);
    await maskSecretFiles(inputs, looked, world);
    // What is refused anyway asks nobody.
    const wants = problems.length > 0 ? { gitTags: false, commitDate: false } : wantsOf(inputs, context);
    const [history, machine] = await both(readHistory(wants, context, inputs.githubToken, world), readMachine(inputs, context, looked, world));
    const planOn = async (seen) => {
        const facts = { ...looked, ...machine, engine: 'unknown', recipe: undefined, caches: new Map(), ...seen };
        const planned = await makePlan(inputs, context, facts, history);
        const all = [...problems, ...planned.problems.filter((problem) => !follows(problem, problems))];
        if (all.length > 0)
            throw new errors/* InputError */.dz(all);
        return planned.plan;
    };
    const plan = await planOn({});
    if (inputs.dryRun)
        return reportPlan(plan, await lookAtHosts(plan, inputs.githubToken, world));
    if (inputs.stage === 'metadata')
        return reportMetadata(plan, await keepBakeFiles(plan, world));
    if (inputs.stage === 'deploy' || inputs.stage === 'rollback')
        return reportDeploy(plan, await deployAlone(plan, inputs.githubToken, world));
    if (inputs.stage === 'publish')
        return reportJoin(await joinAndPublish(plan, inputs.githubToken, world));
    const outcome = await carryOut(plan, planOn, inputs.githubToken, world);
    if (!('build' in outcome))
        return reportUnchanged(outcome);
    return reportOutcome(outcome, inputs.stage === 'build' ? await keepProof(outcome, world) : {});
}
/** The checkout and the engine are those of the jobs; only what the inputs say is looked at here. */
function jobsFor(inputs, context, read) {
    const { jobs, problems } = planJobs(inputs, context);
    if (read.length + problems.length > 0)
        throw new errors/* InputError */.dz([...read, ...problems]);
    return jobs;
}
/** What could not be read is missing in the plan, and was told already. */
function follows({ input, value }, read) {
    return value === undefined && read.some((problem) => problem.input === input);
}
async function carryOut(plan, planOn, token, world) {
    const start = world.now();
    // Undefined when there is nothing of it to stop.
    let route = plan.build.route;
    world.remember('candidate', plan.build.candidate);
    world.remember('gates', plan.gates.owner);
    let fleet;
    try {
        await world.files.openRunFolder(allowedLogins(plan));
        const [engine, cache] = await both(machine_readEngine(world), readCacheService(plan, world));
        const seen = { engine, ...cache };
        const planned = await planOn(seen);
        route = planned.build.route;
        for (const line of [planLine(planned), ...noteLines(planned)])
            world.log.line(line);
        // A host that cannot be reached is told before the work, not after it.
        fleet = planned.deploy.run ? await connectFleet(planned.deploy, world) : undefined;
        const outcome = await buildAndPublish(planned, (more) => planOn({ ...seen, ...more }), token, world);
        if (!('build' in outcome))
            route = undefined;
        const deployed = await deployIfPlanned(outcome, fleet, token, world);
        for (const line of (0,report_deploy/* deployReasons */.hN)(deployed))
            world.log.line(line);
        return { ...outcome, deploy: deployed, seconds: (world.now() - start) / 1000 };
    }
    catch (error) {
        await removeImage(plan.build.candidate, world);
        throw error;
    }
    finally {
        await fleet?.[Symbol.asyncDispose]();
        if (route !== undefined)
            await (0,builder/* stopBuilder */.QP)(route, world);
        if (route !== undefined && plan.build.testImage !== undefined)
            await removeImage(plan.build.testImage, world);
        await world.files.removeRunFolder();
    }
}
/** What is published goes to the hosts by its digest. */
async function deployIfPlanned(outcome, fleet, token, world) {
    const { plan } = outcome;
    if (!plan.deploy.run || fleet === undefined)
        return plan.deploy.run ? { run: false, because: 'no host is there' } : plan.deploy;
    const built = 'build' in outcome;
    if (built && !(outcome.publish.run && outcome.publish.tags.length > 0))
        return { run: false, because: 'no tag shows the image' };
    const digest = built ? outcome.build.built.digest : outcome.digest;
    const { imageName } = plan.deploy;
    if (imageName === undefined)
        return { run: false, because: '`images` names none' };
    const image = { image: imageName, name: digest, digest, reference: `${(0,plan_names/* displayName */.QC)(imageName)}@${digest}` };
    try {
        return { run: true, ...(await deployTo({ ...plan.deploy, image }, plan, fleet, token, world)) };
    }
    catch (error) {
        // A run that finishes late has tagged what is its own, and is green.
        if (error instanceof errors/* ToolError */.v4 && !(error instanceof errors/* OvertakenError */.wN))
            throw (0,errors/* withUndeployed */.io)(error, outcome);
        if (!(error instanceof errors/* OvertakenError */.wN))
            throw error;
        world.remember('deploy', '');
        return { run: false, because: error.message.replace(/^Not deployed: /, '') };
    }
}
/** Nothing is built: an image that is published already goes to the hosts, or they go back to the one before. */
async function deployAlone(plan, token, world) {
    const planned = plan.deploy;
    world.log.line(planLine(plan));
    if (!planned.run)
        return planned;
    try {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            await world.files.openRunFolder(allowedLogins(plan));
            await logIn(plan.logins, world);
            const fleet = run_addDisposableResource(env_1, await connectFleet(planned, world), true);
            return { run: true, ...(await deployTo(planned, plan, fleet, token, world)) };
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = run_disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    finally {
        await world.files.removeRunFolder();
    }
}
async function deployTo(planned, { context, logins }, fleet, token, world) {
    const settings = await readSettings(planned, world);
    world.remember('deploy', (0,finish/* leftOf */.lC)(planned));
    const outcome = await deploy({ plan: planned, context, logins, token, settings }, fleet, world);
    for (const note of outcome.notes)
        world.log.line(note);
    return outcome;
}
/** What a dry run says of the hosts; it looks and touches nothing. */
async function lookAtHosts({ deploy: planned, context, logins }, token, world) {
    if (!planned.run)
        return [];
    try {
        const env_2 = { stack: [], error: void 0, hasError: false };
        try {
            await world.files.openRunFolder({ keep: false });
            const fleet = run_addDisposableResource(env_2, await connectFleet(planned, world), true);
            const settings = await readSettings(planned, world);
            const { hosts, unsure } = await foresee({ plan: planned, context, logins, token, settings }, fleet, world);
            for (const line of unsure)
                world.log.line(line);
            return hosts;
        }
        catch (e_2) {
            env_2.error = e_2;
            env_2.hasError = true;
        }
        finally {
            const result_2 = run_disposeResources(env_2);
            if (result_2)
                await result_2;
        }
    }
    finally {
        await world.files.removeRunFolder();
    }
}
/** Nothing is built: what other jobs have brought to the registries becomes one image, which gets the tags. */
async function joinAndPublish(plan, token, world) {
    const start = world.now();
    for (const line of [planLine(plan), ...noteLines(plan)])
        world.log.line(line);
    try {
        await world.files.openRunFolder(allowedLogins(plan));
        const joined = await joinIfPlanned(plan, token, world);
        for (const line of publishLines(joined.publish))
            world.log.line(line);
        return { plan, ...joined, seconds: (world.now() - start) / 1000 };
    }
    finally {
        await (0,builder/* stopBuilder */.QP)(plan.build.route, world);
        await world.files.removeRunFolder();
    }
}
async function joinIfPlanned(plan, token, world) {
    const planned = plan.publish;
    if (!planned.run)
        return { digest: undefined, publish: planned };
    const { tags, timeoutSeconds } = planned;
    if (tags.length === 0)
        return { digest: undefined, publish: { run: true, ...publish_nothing(plan.heldBack) } };
    const looking = both(logIn(plan.logins, world), (0,builder/* startBuilder */.g6)(plan.build.route, world));
    const [, shown] = await both(looking, readShown(tags, plan.logins, world));
    await refuseTaken(planned, shown, plan, world);
    const { digest, sources } = await joinParts(plan, timeoutSeconds, world);
    const judged = await judgeTags({ plan, publish: planned, digest, token }, world);
    const published = await publish({ plan, judged, timeoutSeconds, digest, sources, earlier: [] }, world);
    return { digest, publish: { run: true, ...published } };
}
async function buildAndPublish(first, planOn, token, world) {
    const { shown, unchanged, earlier, before, caches } = await lookBefore(first, world);
    const planOnBase = (seen) => planOn({ caches, ...seen });
    const planned = caches.size === 0 ? first : await planOnBase({});
    if (unchanged !== undefined && planned.publish.run) {
        world.remember('candidate', '');
        world.remember('gates', '');
        for (const line of [unchangedLine(unchanged), ...planned.heldBack.map(heldBackLine)])
            world.log.line(line);
        return { plan: planned, digest: unchanged, tags: planned.publish.tags };
    }
    const again = whyAgain(shown, planned, before.recipe);
    if (again !== undefined)
        world.log.line(builtAgainLine(again));
    const services = (0,gates_services/* openServices */.N)(planned, world);
    if (planned.publish.run)
        await refuseTaken(planned.publish, shown, planned, world);
    try {
        return await buildWithServices(planned, { planOnBase, before, services, earlier, token }, world);
    }
    finally {
        // What is left is left to the post step.
        if (await services.stop())
            world.remember('gates', '');
    }
}
/**
 * What is asked before the build, side by side. Login comes before it too, since base images may be private; a wrong
 * password is told at once. A builder is started only for a build.
 */
async function lookBefore(planned, world) {
    const loggingIn = logIn(planned.logins, world);
    const looking = run_readTags(planned, world);
    const base = readBaseDigest(planned, world);
    const recipe = readRecipe(planned, base, world);
    const starting = async () => {
        const { shown } = await looking;
        const unchanged = maybeShown(shown) ? shownDigest(shown, planned, await recipe) : undefined;
        if (unchanged === undefined)
            await (0,builder/* startBuilder */.g6)(planned.build.route, world);
        return unchanged;
    };
    const reading = both(base, both(recipe, readCaches(planned, world)));
    const asking = both(looking, both(reading, starting()));
    const [, [tags, [[baseDigest, [known, caches]], unchanged]]] = await both(loggingIn, asking);
    return { ...tags, unchanged, caches, before: { baseDigest, recipe: known } };
}
async function buildWithServices(planned, prepared, world) {
    const { planOnBase, before, services, earlier, token } = prepared;
    // They come up while the image is built; what becomes of them is the first gate's to tell.
    const composed = planned.gates.services;
    if (composed.run && !composed.needsImage)
        services.start().catch(() => undefined);
    const mounts = await restoreMounts(planned.cacheMounts, world);
    const { plan, solved } = await buildOnBase(planned, planOnBase, before, world);
    const { digest, warnings } = solved;
    const image = await fetchCandidate(plan, digest, world);
    const build = { ...solved, built: { ...image, digest, metadata: solved.metadata } };
    for (const line of [builtLine({ build }), ...importLines({ build }), testedLine(plan, solved.steps)])
        world.log.line(line);
    const gated = await (0,gates_gates/* runGates */.A)({ plan, image, warnings, buildSeconds: solved.seconds, services }, world);
    const judged = await judgeIfPlanned(plan, digest, token, world);
    if (plan.publish.run)
        await checkCandidate(plan, digest, world);
    const refusal = new AbortController();
    const publishing = publishIfPlanned(plan, judged, { digest, earlier }, world).catch((error) => {
        // What failed is told at once, and a cache is not worth waiting for.
        refusal.abort();
        throw error instanceof errors/* ToolError */.v4 ? (0,errors/* withGates */.x9)(error, gated) : error;
    });
    const { steps } = build;
    const saving = saveCache(plan.cacheWrite, { steps, logins: plan.logins, ending: refusal.signal }, world);
    const savingMounts = saveMounts(plan.cacheMounts, mounts, steps, world);
    const [published, [cache, [cacheMounts]]] = await both(publishing, both(saving, both(savingMounts, services.stop())));
    // What was pushed is gone from the engine, so there is nothing left for the post step.
    if (published.run && published.tags.length + published.content.length > 0)
        world.remember('candidate', '');
    for (const line of publishLines(published))
        world.log.line(line);
    world.log.line(cacheLine(cache));
    if (cacheMounts !== undefined)
        world.log.line(mountsLine(cacheMounts));
    return { plan, build, ...gated, publish: published, cache, cacheMounts };
}
/** What the tags mean in the engine and in the registries before anything is built. */
async function run_readTags(plan, world) {
    const { publish, logins, build } = plan;
    if (!publish.run)
        return { earlier: [], shown: [] };
    if (build.route.kind === 'builder')
        return { earlier: [], shown: await readShown(publish.tags, logins, world) };
    const [earlier, shown] = await both(readOwners(publish.tags, plan, world), readShown(publish.tags, logins, world));
    return { earlier, shown };
}
/** A run without rights gets none of the user's logins either. */
function allowedLogins(plan) {
    if (!plan.context.trust.trusted)
        return { keep: false };
    return { keep: true, own: plan.logins.map((login) => login.registry) };
}
async function judgeIfPlanned(plan, digest, token, world) {
    if (!plan.publish.run || plan.publish.upTo === 'content')
        return { moves: [], heldBack: [] };
    return judgeTags({ plan, publish: plan.publish, digest, token }, world);
}
async function publishIfPlanned(plan, judged, tested, world) {
    if (!plan.publish.run)
        return plan.publish;
    const { timeoutSeconds, upTo } = plan.publish;
    const inRegistry = plan.build.route.kind === 'builder';
    const sources = inRegistry ? { digests: [tested.digest], annotations: [], platforms: [] } : undefined;
    const untagged = { plan, timeoutSeconds, sources, ...tested };
    if (upTo === 'tags')
        return { run: true, ...(await publish({ ...untagged, judged }, world)) };
    return { run: true, ...(await bringContent(untagged, world)) };
}
function maskSecrets(inputs, given, world) {
    const secrets = [...inputs.testEnvironment.secrets, ...inputs.deploy.environment.secrets];
    for (const { value } of secrets)
        world.mask(value.reveal());
    for (const login of inputs.logins)
        if (login.password !== undefined)
            world.mask(login.password.reveal());
    for (const secret of inputs.secrets) {
        if (secret.kind === 'value')
            world.mask(secret.value.reveal());
        if (secret.kind === 'env')
            world.mask(given.env[secret.variable] ?? '');
    }
}
/** Larger files are data rather than secrets, and no log could be searched for all of their lines. */
const longestSecretFile = 64 * 1024;
async function maskSecretFiles(inputs, facts, world) {
    for (const secret of inputs.secrets) {
        if (secret.kind !== 'file' || facts.missingPaths.some(({ path }) => path === secret.path))
            continue;
        const path = secret.path.startsWith('/') ? secret.path : `${facts.workspace}/${secret.path}`;
        const content = await world.files.read(path);
        if (content.length <= longestSecretFile)
            world.mask(content);
    }
}


/***/ }),

/***/ 5905:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F5: () => (/* binding */ giveBack),
/* harmony export */   Wq: () => (/* binding */ borrow),
/* harmony export */   rB: () => (/* binding */ readBorrowed),
/* harmony export */   tv: () => (/* binding */ imageCommand)
/* harmony export */ });
function borrow(reference, earlier) {
    const owner = earlier.find((image) => image.references.includes(reference))?.id;
    return { reference, ...(owner !== undefined && { owner }) };
}
/** An image of the user's has its tag again; names that were free are free again, and so are `others`. */
async function giveBack(names, others, world) {
    const free = [...others];
    for (const { reference, owner } of names) {
        if (owner === undefined)
            free.push(reference);
        else
            await world.run(imageCommand(['tag', owner, reference]), { evenWhenCancelled: true });
    }
    await world.run(imageCommand(['rm', ...free]), { evenWhenCancelled: true });
}
/** Reads what was kept for the post step; an empty text means that nothing was borrowed. */
function readBorrowed(text) {
    return text === '' ? [] : JSON.parse(text);
}
function imageCommand(words) {
    return { title: 'Name the image in the store', argv: ['docker', 'image', ...words] };
}


/***/ }),

/***/ 1537:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   QP: () => (/* binding */ stopBuilder),
/* harmony export */   g6: () => (/* binding */ startBuilder),
/* harmony export */   iq: () => (/* binding */ removeBuilder)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _read_secret_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2409);
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(665);
/* harmony import */ var _retry_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8764);
/** The builder of a run: made when the plan wants one of its own, gone with everything that it kept. */




const connectSeconds = 20;
/** Makes and starts it. A builder of the user's starts by itself when it is used. */
async function startBuilder(route, world) {
    if (route.kind === 'image-store' || route.builder.kind === 'named')
        return;
    const { name, endpoint, create, file } = route.builder;
    world.remember('builder', name);
    if (file !== undefined)
        await world.files.writeSecret(file.path, (0,_read_secret_js__WEBPACK_IMPORTED_MODULE_1__/* .sealed */ .J)(file.content));
    const made = await world.run(create);
    const boot = { title: 'Start the builder', argv: ['docker', 'buildx', 'inspect', '--bootstrap', name] };
    const what = endpoint === undefined ? 'Start of the builder' : `Connection to the BuildKit at ${endpoint}`;
    // The image of a builder in a container may take its time to come.
    const deadline = endpoint === undefined ? undefined : world.now() + connectSeconds * 1000;
    const finished = made.exitCode === 0 ? await (0,_retry_js__WEBPACK_IMPORTED_MODULE_3__/* .persist */ .Zr)(boot, { what, deadline }, world) : made;
    if (finished.exitCode === 0) {
        const done = endpoint === undefined ? 'Started a builder' : 'Connected to it';
        world.log.line(`${done}, ${(made.seconds + finished.seconds).toFixed(1)} s`);
        return;
    }
    if (endpoint !== undefined)
        throw unreachable(endpoint, finished);
    const why = (0,_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .explain */ .WE)(finished.stderr)?.why ?? (0,_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .lastWords */ .aN)(finished.stderr);
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`The builder did not start: ${why}`, {
        cure: 'check `driver`, `driver-opts` with its image, `builder-endpoint` and `buildkitd-config-inline`',
        tail: finished.stderr.trim().split('\n'),
    });
}
function unreachable(endpoint, finished) {
    const late = finished.timedOut === true;
    const why = late ? `it did not answer in ${connectSeconds} s` : (0,_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .lastWords */ .aN)(finished.stderr);
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`The BuildKit at ${endpoint} cannot be used: ${why}`, {
        cure: 'check `builder-endpoint`, `driver-opts` with its certificates, and that this runner reaches it',
        // After the time is over its last words are about being ended.
        tail: late ? [] : (0,_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .tailOf */ .Cj)(finished),
    });
}
/** Removes it, with what it kept. What is left of it is left to the post step. */
async function stopBuilder(route, world) {
    if (route.kind === 'image-store' || route.builder.kind === 'named')
        return;
    if (await removeBuilder(route.builder.name, world))
        world.remember('builder', '');
}
/** By its name alone: buildx has forgotten it with the run's folder. A builder elsewhere leaves nothing here. */
async function removeBuilder(name, world) {
    const container = `buildx_buildkit_${name}0`;
    const remove = (...words) => world.run({ title: 'Remove the builder', argv: ['docker', ...words] }, { evenWhenCancelled: true });
    await remove('container', 'rm', '--force', '--volumes', container);
    return (await remove('volume', 'rm', '--force', `${container}_state`)).exitCode === 0;
}


/***/ }),

/***/ 7913:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ checkEngine),
/* harmony export */   m: () => (/* binding */ classicStore)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(665);
/** Is there an engine that can do the work? The answer is told in place of the riddle that a build makes of it. */


const command = { title: 'Ask the engine', argv: ['docker', 'info', '--format', '{{json .}}'] };
/** The first buildx that prints progress as JSON. */
const oldestBuildx = [0, 13];
/**
 * Throws what an engine lacks that is missing, too old for the work, or has the classic image store. Asked when a build
 * has failed without a failing step: a good run need not wait for it.
 */
async function checkEngine(route, world) {
    const info = parseInfo(await world.run(command));
    checkBuildx(info);
    if (route.kind === 'builder')
        return;
    const driver = (info.DriverStatus ?? []).find(([key]) => key === 'driver-type')?.[1];
    if (driver !== 'io.containerd.snapshotter.v1')
        throw classicStore();
}
/** The classic store makes an image's manifest only when it is pushed, so nothing can be compared before. */
function classicStore() {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4('The Docker engine keeps images in its classic store, which cannot show that the tested image is the pushed one', {
        cure: 'turn on the containerd image store: {"features": {"containerd-snapshotter": true}} in /etc/docker/daemon.json, then restart the engine',
    });
}
function parseInfo(finished) {
    const info = readJson(finished.stdout);
    const complaint = info?.ServerErrors?.join('; ') ?? (finished.exitCode === 0 ? undefined : finished.stderr);
    if (info !== undefined && complaint === undefined)
        return info;
    const known = (0,_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .explain */ .WE)(complaint ?? '');
    const why = known?.why ?? (0,_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .lastWords */ .aN)(complaint ?? '');
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`Cannot build: ${why}`, { cure: known?.cure, tail: (complaint ?? '').split('\n') });
}
function readJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function checkBuildx(info) {
    const buildx = info.ClientInfo?.Plugins?.find((plugin) => plugin.Name === 'buildx');
    const cure = 'install the package docker-buildx-plugin on this runner, or put docker/setup-buildx-action before this step';
    if (buildx === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4('Docker has no buildx plugin, which builds the image', { cure });
    const [major = 0, minor = 0] = (buildx.Version ?? '').replace(/^v/, '').split('.').map(Number);
    // Distributions sometimes build it without a version; that one is left to speak for itself.
    const known = Number.isFinite(major) && Number.isFinite(minor) && buildx.Version !== undefined;
    if (known && major === oldestBuildx[0] && minor < oldestBuildx[1]) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`Docker's buildx plugin is ${buildx.Version}; 0.13 is the oldest that works`, { cure });
    }
}


/***/ }),

/***/ 7125:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   BX: () => (/* binding */ containerLogs),
/* harmony export */   Dn: () => (/* binding */ removeContainers),
/* harmony export */   H6: () => (/* binding */ nameOn),
/* harmony export */   Wy: () => (/* binding */ labelOf),
/* harmony export */   YI: () => (/* binding */ startContainer),
/* harmony export */   aH: () => (/* binding */ inspectContainer),
/* harmony export */   fB: () => (/* binding */ writeEnvironment),
/* harmony export */   g$: () => (/* binding */ createContainer),
/* harmony export */   no: () => (/* binding */ ownContainers)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _plan_compose_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1146);
/* harmony import */ var _read_secret_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2409);
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(665);
/* harmony import */ var _log_tail_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(2383);
/** Containers of the image under test: made, watched and removed, with nothing of the job's environment in them. */





/** The label that says whose a container is. */
function labelOf(owner) {
    return `${_plan_compose_js__WEBPACK_IMPORTED_MODULE_3__/* .ownerLabel */ .Wb}=${owner}`;
}
/** Makes a container that does not run yet. The image is never pulled: it is the one that was built. */
async function createContainer(wish, world) {
    const { file, names, values } = await writeEnvironment(wish, world);
    const [network, ...others] = wish.networks;
    const argv = [
        'docker',
        'create',
        '--pull=never',
        ...(wish.platform === undefined ? [] : [`--platform=${wish.platform}`]),
        `--name=${wish.name}`,
        ...wish.labels.map((label) => `--label=${label}`),
        `--env-file=${file}`,
        ...names.map((name) => `--env=${name}`),
        ...(network === undefined ? [] : [`--network=${network}`]),
        ...(wish.options ?? []),
        wish.image,
        ...(wish.command ?? []),
    ];
    await must({ title: 'Create a container', argv, env: values }, world);
    for (const other of others)
        await must({ title: 'Join a network', argv: ['docker', 'network', 'connect', other, wish.name] }, world);
}
/** Docker reads no lines from its file that have twice as many bytes, with their names. */
const longestLine = 32 * 1024;
/** Values of several lines do not fit into docker's file; they go through the environment of the command itself. */
async function writeEnvironment({ name, folder, environment }, world) {
    const all = [
        ...environment.values.map(({ key, value }) => [key, value]),
        ...environment.secrets.map(({ key, value }) => [key, value.reveal()]),
    ];
    const isLong = ([, value]) => /[\r\n]/.test(value) || Buffer.byteLength(value) > longestLine;
    const file = `${folder}/${name}.env`;
    const lines = all.filter((pair) => !isLong(pair)).map(([key, value]) => `${key}=${value}\n`);
    await world.files.writeSecret(file, (0,_read_secret_js__WEBPACK_IMPORTED_MODULE_1__/* .sealed */ .J)(lines.join('')));
    const long = all.filter(isLong);
    return { file, names: long.map(([key]) => key), values: Object.fromEntries(long) };
}
async function startContainer(name, world) {
    await must({ title: 'Start a container', argv: ['docker', 'start', name] }, world);
}
async function must(command, world) {
    const finished = await world.run(command);
    if (finished.exitCode === 0)
        return;
    // The engine's words stand before the client's, which only says that there are some.
    const words = finished.stderr.replace(/^(?:Error: failed to start containers: |Run 'docker ).*$/gm, '').trim();
    const known = (0,_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .explain */ .WE)(words);
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(known?.why ?? (0,_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .lastWords */ .aN)(words), { cure: known?.cure });
}
async function inspectContainer(name, world) {
    const finished = await world.run({
        title: 'Look at the container',
        argv: ['docker', 'container', 'inspect', name],
    });
    const found = finished.exitCode === 0 ? JSON.parse(finished.stdout)[0] : undefined;
    if (found === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`the container is gone: ${(0,_explain_js__WEBPACK_IMPORTED_MODULE_2__/* .lastWords */ .aN)(finished.stderr)}`);
    const { State = {}, RestartCount = 0, NetworkSettings, Config, HostConfig } = found;
    const endpoints = Object.values(NetworkSettings?.Networks ?? {});
    const addresses = endpoints.flatMap(({ IPAddress, GlobalIPv6Address }) => [IPAddress, GlobalIPv6Address]);
    return {
        running: State.Status === 'running',
        exitCode: State.ExitCode ?? 0,
        outOfMemory: State.OOMKilled === true,
        restarts: RestartCount,
        error: State.Error ?? '',
        health: State.Health && {
            status: State.Health.Status ?? '',
            lastOutput: State.Health.Log?.at(-1)?.Output?.trim() ?? '',
        },
        startPeriodSeconds: (Config?.Healthcheck?.StartPeriod ?? 0) / 1e9,
        // On the network of the host it has none of its own.
        address: HostConfig?.NetworkMode === 'host' ? '127.0.0.1' : addresses.find((address) => Boolean(address)),
    };
}
/** The last lines that a container printed, on either stream. */
async function containerLogs(name, world) {
    const kept = new _log_tail_js__WEBPACK_IMPORTED_MODULE_4__/* .LogTail */ .J();
    const add = (line) => kept.add(Buffer.from(`${line}\n`));
    const argv = ['docker', 'logs', '--tail=50', name];
    await world.run({ title: "Read the container's log", argv }, { onLine: add, limitSeconds: 10 });
    return kept.lines();
}
/** Containers of a run by its label. */
async function ownContainers(owner, world) {
    const filter = `--filter=label=${labelOf(owner)}`;
    const argv = ['docker', 'container', 'ls', '--all', '--quiet', '--no-trunc', filter];
    const finished = await world.run({ title: 'List the containers of this run', argv }, { evenWhenCancelled: true });
    return finished.stdout.split('\n').filter((id) => id !== '');
}
/** The first platform has the container's own name; what it leaves is read after all have run. */
function nameOn(container, index) {
    return index === 0 ? container : `${container}-${index + 1}`;
}
/** Removes containers with what they wrote. One that is not there is no matter. */
async function removeContainers(names, world) {
    const argv = ['docker', 'container', 'rm', '--force', '--volumes', ...names];
    await world.run({ title: 'Remove the containers of this run', argv }, { evenWhenCancelled: true });
}


/***/ }),

/***/ 6138:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A1: () => (/* binding */ refusedOnHost),
/* harmony export */   Qm: () => (/* binding */ whyOnHost),
/* harmony export */   Qr: () => (/* binding */ isBroken),
/* harmony export */   sb: () => (/* binding */ must)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(665);
/** Docker commands on a host, with a reason that fits a host when one is refused. */


const broken = {
    when: /cannot connect to the docker daemon|failed to connect to the docker API|error during connect|connection to the engine broke|socket hang up|ECONNRESET|unexpected EOF/i,
    why: 'the connection to its Docker engine broke',
    cure: 'see whether host and engine are up, then run again',
};
const rules = [
    {
        when: /no space left on device/i,
        why: 'its disk is full',
        cure: 'free space on the host, for example with `docker image prune --all`',
    },
    {
        when: /[\d\]]:(\d+)\b[^\n]*?(?:port is already allocated|address already in use)/i,
        why: 'its port $1, which `deploy-run` publishes, is taken by somebody else',
        cure: 'see who has it (`docker ps`, `ss -ltnp`), or publish another',
    },
    {
        when: /port is already allocated|address already in use/i,
        why: 'a port that `deploy-run` publishes is taken on the host',
        cure: 'see who has it (`docker ps`, `ss -ltnp`), or publish another',
    },
    {
        when: /no matching manifest/i,
        why: 'the image has no variant for its architecture',
        cure: 'name its platform in `platforms`',
    },
    {
        when: /no basic auth|unauthorized|pull access denied|authentication required|\b401\b/i,
        why: 'the registry does not accept the login of this run',
        cure: 'check `username` and `password`; they travel with each pull and need no login on the host',
    },
    {
        when: /manifest unknown|not found: manifest|: not found$/im,
        why: 'the registry has no such image',
        cure: 'see whether it was removed; deploy the digest of another run',
    },
    {
        when: /x509|certificate/i,
        why: 'it does not trust the certificate of the registry',
        cure: "put the registry's CA into /etc/docker/certs.d/HOST/ca.crt on the host",
    },
    {
        when: /dial tcp|i\/o timeout|no such host|connection refused.*https?:|TLS handshake|failed to resolve reference|failed to do request/i,
        why: 'it cannot reach the registry',
        cure: 'check that the host itself reaches the registry',
    },
    broken,
];
/** Whether it is the connection or the engine that went away, which may come back. */
function isBroken(words) {
    return rules.find(({ when }) => when.test(words)) === broken;
}
/** Why a command failed on a host, in its own words when nobody knows better. */
function whyOnHost(words) {
    for (const { when, why, cure } of rules) {
        const found = when.exec(words);
        if (found !== null)
            return { why: why.replace('$1', found[1] ?? ''), cure };
    }
    return { why: (0,_explain_js__WEBPACK_IMPORTED_MODULE_1__/* .lastWords */ .aN)(words) };
}
/** Runs it on the host. Rejects with a ToolError that names the host and says why. */
async function must(link, command, watch = {}) {
    const finished = await link.world.run(command, watch);
    if (finished.exitCode === 0 && finished.timedOut !== true)
        return finished;
    throw refusedOnHost(link, command.title, finished);
}
/** `title` is verb and object. */
function refusedOnHost(link, title, { stderr, timedOut }) {
    const { why, cure } = timedOut === true ? { why: 'it did not end in time' } : whyOnHost(stderr);
    const told = link.hint() ?? cure;
    const what = `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`${link.host.label} could not ${what}: ${why}`, {
        ...(told !== undefined && { cure: told }),
        tail: stderr.split('\n').filter((line) => line.trim() !== ''),
    });
}


/***/ }),

/***/ 3761:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Dz: () => (/* binding */ finishDeploy),
/* harmony export */   GG: () => (/* binding */ readLeft),
/* harmony export */   lC: () => (/* binding */ leftOf)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _read_ssh_key_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9781);
/* harmony import */ var _report_deploy_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(9668);
/* harmony import */ var _link_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(52);
/* harmony import */ var _lock_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(8955);
/* harmony import */ var _pull_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(8997);
/* harmony import */ var _put_back_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(1773);
/* harmony import */ var _state_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(2221);
/* harmony import */ var _stranded_js__WEBPACK_IMPORTED_MODULE_8__ = __nccwpck_require__(811);
/** What the job's end does for a deploy that did not come to an end of its own: it puts back and gives back. */









/** What a run leaves for the job's end before it touches a host; it holds no secret. */
function leftOf(plan) {
    return JSON.stringify({ ...plan, environment: { values: [], secrets: [] }, command: [] });
}
/** The plan that was left, with the key, which the job's end is given once more; undefined when there is none. */
function readLeft(text, keyText) {
    const { key } = (0,_read_ssh_key_js__WEBPACK_IMPORTED_MODULE_1__/* .readSshKey */ .Q)(keyText);
    if (text === '' || key === undefined)
        return undefined;
    const plan = JSON.parse(text);
    return { ...plan, access: { ...plan.access, key } };
}
/** Logs what it did. Hosts without a lock of this run are left alone. */
async function finishDeploy(plan, world) {
    const { access } = plan;
    await (0,_link_js__WEBPACK_IMPORTED_MODULE_3__/* .writeSshFiles */ .RO)(access, world);
    const jump = access.jump === undefined ? undefined : (0,_link_js__WEBPACK_IMPORTED_MODULE_3__/* .makeLink */ .f2)(access.jump, access, world);
    const links = access.hosts.map((host) => (0,_link_js__WEBPACK_IMPORTED_MODULE_3__/* .makeLink */ .f2)(host, access, world, jump));
    try {
        await jump?.open();
        await Promise.all(links.map((link) => finishHost(plan, link, world)));
    }
    finally {
        await Promise.all(links.map((link) => link.close()));
        await jump?.close();
    }
}
async function finishHost(plan, link, world) {
    const { owner } = plan;
    const host = link.host.label;
    try {
        await link.open();
        const state = await (0,_state_js__WEBPACK_IMPORTED_MODULE_7__/* .readState */ .un)(plan, link);
        if (state.lock?.owner !== owner)
            return;
        const { previous } = state.lock;
        try {
            const back = await (0,_put_back_js__WEBPACK_IMPORTED_MODULE_6__/* .putBack */ .p)({ plan, owner, previous, atMostSeconds: undefined }, link);
            if (back.changed)
                world.log.line((0,_report_deploy_js__WEBPACK_IMPORTED_MODULE_2__/* .putBackLine */ .x5)(host, back));
            for (const image of back.images)
                await (0,_pull_js__WEBPACK_IMPORTED_MODULE_5__/* .forget */ .y)(image, link);
        }
        catch (error) {
            if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4))
                throw error;
            const old = (0,_state_js__WEBPACK_IMPORTED_MODULE_7__/* .appsOf */ .OC)(state).find(({ id }) => id === previous);
            const { words, mend } = await (0,_stranded_js__WEBPACK_IMPORTED_MODULE_8__/* .readStranded */ .O)(plan, old, owner, link);
            for (const line of (0,_report_deploy_js__WEBPACK_IMPORTED_MODULE_2__/* .mendLines */ .Og)(host, `${error.message}; ${words}`, mend))
                world.log.line(line);
        }
        for (const line of await (0,_lock_js__WEBPACK_IMPORTED_MODULE_4__/* .unlockAll */ .Og)(plan, [link]))
            world.log.line(line);
    }
    catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        world.log.line(`${host} was not looked at: ${words}; the next deploy puts it back`);
    }
}


/***/ }),

/***/ 2041:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ atHost),
/* harmony export */   y: () => (/* binding */ persistent)
/* harmony export */ });
function atHost(world, socket, tunnel) {
    // Whatever else names an engine is the runner's own.
    const env = { DOCKER_HOST: `unix://${socket}`, DOCKER_CONTEXT: '', DOCKER_TLS_VERIFY: '', DOCKER_API_VERSION: '' };
    return {
        ...world,
        run: (command, watch) => world.run({ ...command, env: { ...command.env, ...env } }, watch),
        async probe(url, limitSeconds) {
            const way = await tunnel(new URL(url).host);
            if (way === undefined)
                return { kind: 'silent', words: 'the connection to the host is gone' };
            return world.probe(url, limitSeconds, way);
        },
    };
}
/** A world for putting things back: it goes on after a cancel. */
function persistent(world) {
    return {
        ...world,
        run: (command, watch) => world.run(command, { ...watch, evenWhenCancelled: true }),
        pause: (milliseconds) => world.pause(milliseconds, { evenWhenCancelled: true }),
    };
}


/***/ }),

/***/ 52:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  TA: () => (/* binding */ endLinks),
  f2: () => (/* binding */ makeLink),
  RO: () => (/* binding */ writeSshFiles)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(9473);
// EXTERNAL MODULE: ./build/read/secret.js
var secret = __nccwpck_require__(2409);
// EXTERNAL MODULE: ./build/stages/explain.js
var explain = __nccwpck_require__(665);
;// CONCATENATED MODULE: ./build/stages/deploy/explain-ssh.js

/** In order: the first that fits is taken, so the more telling words come first. */
const rules = [
    {
        when: /^The fingerprint for the (\S+) key sent[\s\S]*^Offending (?!\1 )\S+ key/m,
        why: 'it shows a host key of another type than `deploy-known-hosts` has for it',
        cure: 'compare the fingerprint with the one on the machine itself, then add its line',
        hostKey: true,
    },
    {
        when: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
        why: 'it shows another host key than `deploy-known-hosts` has: it was set up anew, or somebody stands in between',
        cure: 'find out which; only then change its line',
        hostKey: true,
    },
    {
        when: /Host key verification failed|No \S+ host key is known|no matching host key type/,
        why: '`deploy-known-hosts` has no line for the host key that it shows',
        cure: 'compare the fingerprint with the one on the machine itself, then add its line',
        hostKey: true,
    },
    {
        when: /Permission denied|Too many authentication failures/,
        why: 'it does not take the key',
        cure: "put the key's public half into ~/.ssh/authorized_keys of that user",
        ownKey: true,
    },
    {
        when: /Load key .*: (?:error in libcrypto|invalid format)/,
        why: '`deploy-ssh-key` is not a key that this ssh can read',
        cure: 'store the file as ssh-keygen wrote it, with its first and last line',
    },
    {
        // Behind it comes what also a host says that turns connections away.
        when: /stdio forwarding (?:request )?failed/i,
        why: 'the jump host does not get through to it',
        cure: 'check that the jump host reaches this address and port, and that a firewall lets it in',
    },
    {
        when: /Could not resolve hostname/,
        why: 'nobody knows its name',
        cure: 'check how it is written in `deploy-hosts`',
    },
    {
        when: /Connection refused/,
        why: 'nothing listens on that port',
        cure: 'check the port in `deploy-hosts`, and that sshd runs',
    },
    {
        when: /kex_exchange_identification|banner exchange|Connection (?:closed|reset) by|ssh_exchange_identification/,
        why: 'its sshd turned the connection away before any login: it has too many (MaxStartups), or bars this address',
        cure: "look into the host's sshd log; raise MaxStartups, or take the runner's address off the list",
        passing: true,
    },
    {
        when: /timed out|No route to host|Network is unreachable|not responding|Host is down/,
        why: 'it does not answer',
        cure: 'check that it runs and that its firewall lets this runner in',
        silent: true,
    },
    {
        when: /too long for Unix domain socket|unix_listener/,
        why: 'the path of RUNNER_TEMP is too long for a socket',
        cure: 'give the runner a work folder with a shorter path',
    },
];
/** Also for what nobody knows: then in ssh's own words. */
function explainSsh(words) {
    const known = rules.find(({ when }) => when.test(words));
    if (known === undefined)
        return { why: (0,explain/* lastWords */.aN)(words), cure: 'see what ssh says below' };
    const { when: _, ...explanation } = known;
    return explanation;
}

// EXTERNAL MODULE: ./build/stages/deploy/ssh-config.js
var ssh_config = __nccwpck_require__(4833);
;// CONCATENATED MODULE: ./build/stages/deploy/host-key.js

/** One phrase with the fingerprint, and one with the line for `deploy-known-hosts`; none when the host does not say. */
async function offeredKey(host, plan, world) {
    const alias = (0,ssh_config/* aliasOf */.O5)(host, plan);
    const file = `${plan.folder}/${alias}.offered`;
    const only = [
        // A file of its own, in which there is nothing yet, and no way to log in: ssh writes the key down and leaves.
        ...['StrictHostKeyChecking=accept-new', `UserKnownHostsFile=${file}`, 'HashKnownHosts=no'],
        ...['PreferredAuthentications=none', 'ControlPath=none'],
    ].map((option) => `-o${option}`);
    const argv = ['ssh', '-F', (0,ssh_config/* sshFiles */.K4)(plan.folder).config, ...only, '-N', alias];
    await world.run({ title: `Ask ${host.label} for its key`, argv }, { limitSeconds: 20 });
    const line = (await world.files.read(file).catch(() => '')).split('\n')[0] ?? '';
    if (line === '')
        return [];
    const told = await world.run({
        title: `Work out the fingerprint of ${host.label}`,
        argv: ['ssh-keygen', '-l', '-f', file],
    });
    const fingerprint = /SHA256:\S+/.exec(told.stdout)?.[0] ?? 'unknown';
    return [`it shows ${fingerprint}`, `its line is: ${line}`];
}
/** One phrase with the line for `authorized_keys`; none when ssh-keygen does not read the key. */
async function ownKeyLine({ folder }, world) {
    const argv = ['ssh-keygen', '-y', '-f', (0,ssh_config/* sshFiles */.K4)(folder).key];
    const { exitCode, stdout } = await world.run({ title: 'Work out the public half of the key', argv });
    return exitCode === 0 && stdout.trim() !== '' ? [`its line is: ${stdout.trim()}`] : [];
}

// EXTERNAL MODULE: ./build/stages/deploy/host-world.js
var host_world = __nccwpck_require__(2041);
;// CONCATENATED MODULE: ./build/stages/deploy/link.js
/** One ssh connection to a host, on which everything of a deploy goes to its Docker engine. */






const pollMilliseconds = 20;
/** sshd turns connections away at random when it has too many of them. */
const mostTries = 4;
const tryAgainMilliseconds = 1_000;
const forwardingCure = 'its sshd forbids forwarding: set AllowTcpForwarding and AllowStreamLocalForwarding to yes, and DisableForwarding to no; nor may the line in authorized_keys say `restrict` or `no-port-forwarding`';
/** Writes the files that ssh needs. They go with the run's folder. */
async function writeSshFiles(plan, world) {
    const { config, key, knownHosts } = (0,ssh_config/* sshFiles */.K4)(plan.folder);
    if (plan.jump !== undefined && !/^[\w./-]+$/.test(plan.folder))
        throw new errors/* ToolError */.v4(`ssh cannot go through a jump host from ${plan.folder}`, {
            cure: 'RUNNER_TEMP must be a path without spaces and signs',
        });
    await world.files.writeSecret(config, (0,secret/* sealed */.J)((0,ssh_config/* sshConfig */.xJ)(plan)));
    await world.files.writeSecret(key, plan.key);
    await world.files.writeSecret(knownHosts, (0,secret/* sealed */.J)(plan.knownHosts.map((line) => `${line}\n`).join('')));
}
/** Ends the connections that a killed run has left in its folder: their ssh went on without it. Never rejects. */
async function endLinks(folder, world) {
    const { config } = (0,ssh_config/* sshFiles */.K4)(folder);
    const found = await world.files.list(folder);
    const left = found.filter(({ kind, path }) => kind === 'other' && (0,ssh_config/* isAlias */.Vj)(path));
    await Promise.all(left.map(({ path }) => world.run({ title: 'End a connection', argv: ['ssh', '-F', config, '-O', 'exit', path] }).catch(() => undefined)));
}
/** Nothing is started yet. `jump` is the way there, when there is a jump host. */
function makeLink(host, plan, world, jump) {
    const alias = (0,ssh_config/* aliasOf */.O5)(host, plan);
    const socket = host === plan.jump ? `${plan.folder}/${alias}` : (0,ssh_config/* socketOf */.lQ)(alias, plan.folder);
    const { config } = (0,ssh_config/* sshFiles */.K4)(plan.folder);
    let running;
    const tunnels = new Map();
    const said = [];
    async function connect(by) {
        tunnels.clear();
        said.length = 0;
        // ssh leaves its socket behind when the connection breaks, and by that socket it is known to be connected.
        await world.files.removeFolder(socket);
        const argv = ['ssh', '-F', config, '-N', alias];
        const begun = begin({ title: `Connect to ${host.label}`, argv }, said, world);
        try {
            await untilThere(socket, begun, by);
        }
        catch (error) {
            await begun.stop();
            throw error;
        }
        if (begun.ended() === undefined)
            running = begun;
        else
            await begun.stop();
    }
    async function openTunnel(target) {
        const path = `${plan.folder}/${alias}.${tunnels.size}`;
        const words = ['-F', config, '-O', 'forward', '-L', `${path}:${target}`, alias];
        const title = `Open a way to ${target} on ${host.label}`;
        const finished = await world.run({ title, argv: ['ssh', ...words] }, { evenWhenCancelled: true });
        return finished.exitCode === 0 ? path : undefined;
    }
    function tunnel(target) {
        const known = tunnels.get(target);
        const way = known ?? openTunnel(target);
        if (known === undefined)
            tunnels.set(target, way);
        return way;
    }
    return {
        host,
        world: (0,host_world/* atHost */.M)(world, socket, tunnel),
        async open(by = world) {
            if (running !== undefined && running.ended() === undefined)
                return;
            await running?.stop();
            running = undefined;
            for (let tried = 1;; tried++) {
                await connect(by);
                if (running !== undefined)
                    return;
                const words = said.join('\n');
                const known = explainSsh(words);
                if (known.passing !== true || tried === mostTries)
                    throw await refusal({ host, plan, jump }, words, by);
                await by.pause(tryAgainMilliseconds * tried * (1 + world.random()));
            }
        },
        async close() {
            await running?.stop();
            running = undefined;
        },
        hint() {
            return said.some((line) => /administratively prohibited/.test(line)) ? forwardingCure : undefined;
        },
    };
}
/** ssh stays as long as the connection. It survives a cancel, since what was begun has to be put back through it. */
function begin(command, said, world) {
    const ending = new AbortController();
    let ended;
    const onLine = (line) => void said.push(line);
    const whole = world.run(command, { evenWhenCancelled: true, ending: ending.signal, onLine }).then((finished) => {
        ended = finished;
    }, (error) => {
        said.push(error instanceof Error ? error.message : String(error));
        ended = { exitCode: 255, stdout: '', stderr: '', seconds: 0 };
    });
    return {
        ended: () => ended,
        async stop() {
            ending.abort();
            await whole;
        },
    };
}
/** ssh makes the socket when it is logged in. */
async function untilThere(socket, running, world) {
    while (running.ended() === undefined && (await world.files.list(socket)).length === 0)
        await world.pause(pollMilliseconds);
}
async function refusal({ host, plan, jump }, words, world) {
    const { why, cure, hostKey, ownKey, silent } = explainSsh(words);
    const offered = hostKey === true ? await offeredKey(host, plan, world) : [];
    const own = ownKey === true ? await ownKeyLine(plan, world) : [];
    const name = host === plan.jump ? `The jump host ${host.label}` : host.label;
    const otherWay = silent === true && plan.jump === undefined;
    const more = otherWay ? ['`deploy-jump-host` goes through another machine'] : [...offered, ...own];
    const hint = jump?.hint();
    const ours = host === plan.jump ? cure.replaceAll('deploy-hosts', 'deploy-jump-host') : cure;
    const cures = hint === undefined ? [ours, ...more] : [`on the jump host, ${hint}`];
    // What ssh itself says of host keys sends people to a file that is gone with the run.
    const tail = hostKey === true ? [] : words.split('\n').filter((line) => line.trim() !== '');
    return new errors/* ToolError */.v4(`${name} cannot be reached: ${why}`, { cure: cures.join('\n'), tail });
}


/***/ }),

/***/ 8955:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  jt: () => (/* binding */ lockAll),
  Z9: () => (/* binding */ removeEmptyImage),
  Og: () => (/* binding */ unlockAll)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(9473);
// EXTERNAL MODULE: ./build/plan/deploy-labels.js
var deploy_labels = __nccwpck_require__(2255);
// EXTERNAL MODULE: ./build/plan/deploy-names.js
var deploy_names = __nccwpck_require__(9322);
// EXTERNAL MODULE: ./build/report/text.js
var report_text = __nccwpck_require__(3920);
// EXTERNAL MODULE: ./build/stages/deploy/docker.js
var docker = __nccwpck_require__(6138);
// EXTERNAL MODULE: ./build/stages/deploy/host-world.js
var host_world = __nccwpck_require__(2041);
// EXTERNAL MODULE: ./build/stages/deploy/rights.js
var rights = __nccwpck_require__(833);
;// CONCATENATED MODULE: ./build/stages/deploy/run-state.js

/** What is neither leads out of `/repos/OWNER/NAME`: a slash, an escape, or a name of dots alone. */
const repositoryName = /^[A-Za-z0-9][A-Za-z0-9_-]*\/(?!\.{1,2}$)[A-Za-z0-9._-]+$/;
const runId = /^[1-9]\d{0,18}$/;
/** Asks GitHub for the attempt. Never rejects. */
async function readRunState(run, token, world) {
    const nonsense = wrongName(run);
    if (nonsense !== undefined)
        return unknown(nonsense);
    const answer = await world.askGitHub(`/repos/${run.repository}/actions/runs/${run.id}`, token);
    if (answer.kind === 'answer')
        return stateOf(answer.body, run.attempt);
    if (answer.kind === 'refused' && answer.status === 404)
        return unknown(`${answer.words}, so the run was deleted or the token may not see it`);
    return unknown((0,rights/* refusalWords */.W)(answer, 'actions: read'));
}
function wrongName({ repository, id, attempt }) {
    if (!repositoryName.test(repository))
        return `${quoted(repository)} names no repository of GitHub`;
    if (!runId.test(id))
        return `${quoted(id)} is not the number of a run`;
    return Number.isSafeInteger(attempt) && attempt > 0 ? undefined : `${attempt} is not the attempt of a run`;
}
/** GitHub tells of the newest attempt; one begins only after the one before it has ended. */
function stateOf(body, attempt) {
    const { status, run_attempt: newest } = Object(body);
    if (typeof status !== 'string' || typeof newest !== 'number')
        return unknown("GitHub's answer is not a run");
    // An answer from before this attempt tells nothing about it.
    if (newest < attempt)
        return unknown(`GitHub knows attempt ${newest} of the run, but not yet attempt ${attempt}`);
    return { kind: newest > attempt || status === 'completed' ? 'ended' : 'alive' };
}
function unknown(because) {
    return { kind: 'unknown', because };
}
function quoted(text) {
    return JSON.stringify(text.slice(0, 100));
}

// EXTERNAL MODULE: ./build/stages/deploy/state.js
var state = __nccwpck_require__(2221);
;// CONCATENATED MODULE: ./build/stages/deploy/lock.js
/**
 * One deploy at a time on a host. The lock is a container that is never started: its name is exclusive in the engine, so
 * that taking it is one step, and its labels say whose it is and until when.
 */








/** Without its tag, which is the owner: of two imports at once by one name, the first would stay without any. */
const emptyImage = 'slipway.invalid/lock';
/** The end of a tar archive, which is an archive. */
const emptyArchive = '\0'.repeat(1024);
const pollSeconds = { first: 2, longest: 15 };
const mostImports = 5;
/**
 * Takes the lock of every host, or of none: whoever held some and waited for others could wait for ever. A lock of a run
 * that has ended is taken from it, aloud, and stays on the host under another name until what the run has left is put
 * back. For a live one it waits, and rejects when that takes too long.
 */
async function lockAll(wish, targets, world) {
    const { lockWaitSeconds } = wish.plan;
    const start = world.now();
    const told = new Set();
    for (let tried = 0;; tried++) {
        const tries = await Promise.all(targets.map(async (one) => ({ ...one, lock: await lockOne(wish, one) })));
        const held = tries.flatMap(({ link, lock }) => (lock === undefined ? [] : [{ link, lock }]));
        if (held.length === 0)
            return;
        await unlockAll(wish.plan, tries.filter(({ lock }) => lock === undefined).map(({ link }) => link));
        if (held.length < tries.length)
            refuseTwins(held, wish);
        const live = [];
        for (const one of held) {
            const state = await lock_stateOf(one, wish, world);
            if (state.kind !== 'ended' && one.lock.expires > world.time())
                live.push({ ...one, state });
            else
                await takeOver(one, wish, state, world);
        }
        const [first] = live;
        if (first === undefined)
            continue;
        const waited = (world.now() - start) / 1000;
        if (waited >= lockWaitSeconds)
            throw lockedError(first, wish);
        if (!told.has(first.lock.id))
            world.log.line(waitingLine(first, lockWaitSeconds - waited));
        told.add(first.lock.id);
        await world.pause(Math.min(pollSeconds.first * 2 ** Math.min(tried, 3), pollSeconds.longest) * 1000 * (1 + world.random() / 4));
    }
}
/** This run has just locked what is locked by this run: two of its hosts are one. Nobody would ever give it back. */
function refuseTwins(held, { plan }) {
    const twins = held.filter(({ lock }) => lock.owner === plan.owner).map(({ link }) => link.host.label);
    if (twins.length === 0)
        return;
    throw new errors/* ToolError */.v4(`Not deployed: ${(0,report_text/* listed */.KE)(twins)} has the same Docker engine as another of the hosts`, {
        cure: 'name each machine once in `deploy-hosts`; nothing was touched',
    });
}
function waitingLine({ link, lock }, seconds) {
    return (0,report_text/* shown */.SP)(`Waiting for ${link.host.label}, where ${lock.run || lock.owner} deploys, for at most ${Math.ceil(seconds)} s`);
}
function lockedError({ link, lock, state }, { plan }) {
    const whose = `${link.host.label} is locked by ${lock.run || lock.owner}`;
    const until = new Date(lock.expires).toISOString();
    return new errors/* ToolError */.v4((0,report_text/* shown */.SP)(`${whose}, which did not end in ${plan.lockWaitSeconds} s`), {
        cure: state.kind === 'unknown'
            ? `nobody can say whether it still goes on (${state.because}). Its lock ends at ${until}; when you know that it is over, \`docker rm ${(0,deploy_names/* lockName */.l4)(plan.name)}\` on the host ends it now`
            : 'wait for it, or make `deploy-lock-wait` longer; a lock whose run has ended is taken over by itself',
    });
}
/** Gives the lock of whoever was first; undefined when it is ours. */
async function lockOne(wish, { link, previous }) {
    const { plan } = wish;
    const image = emptyImageOf(plan.owner);
    const argv = [
        'docker',
        'create',
        '--pull=never',
        `--name=${(0,deploy_names/* lockName */.l4)(plan.name)}`,
        ...lockLabels(wish, previous, link.world),
        image,
        'lock',
    ];
    const title = 'Take the lock';
    for (let tried = 1;; tried++) {
        // A cancel in the middle would leave nobody knowing whether there is one.
        const watch = { evenWhenCancelled: true };
        const finished = await link.world.run({ title, argv: argv }, watch);
        if (finished.exitCode === 0)
            return undefined;
        if (/already in use|Conflict/i.test(finished.stderr)) {
            const { lock } = await (0,state/* readState */.un)(plan, link);
            if (lock !== undefined)
                return lock;
            // It went in this moment.
        }
        else if (!/No such image/i.test(finished.stderr))
            throw (0,docker/* refusedOnHost */.A1)(link, title, finished);
        if (tried === mostImports)
            throw (0,docker/* refusedOnHost */.A1)(link, title, finished);
        await (0,docker/* must */.sb)(link, {
            title: 'Make room for a lock',
            argv: ['docker', 'import', '-', image],
            stdin: emptyArchive,
        });
    }
}
/** An image with nothing in it, since a container must have one; it goes with the lock. */
function emptyImageOf(owner) {
    return `${emptyImage}:${owner}`;
}
/** The lock of this owner is gone already. */
async function removeEmptyImage(owner, { world }) {
    await world.run({ title: 'Remove the empty image', argv: ['docker', 'image', 'rm', emptyImageOf(owner)] });
}
function lockLabels({ plan, context }, previous, world) {
    const { runId = '', attempt = '1' } = /\/runs\/(?<runId>\d+)(?:\/attempts\/(?<attempt>\d+))?/.exec(context.runUrl)?.groups ?? {};
    const expires = new Date(world.time() + plan.lockSeconds * 1000).toISOString();
    const words = (0,deploy_labels/* labelWords */.a)({
        name: plan.name,
        role: 'lock',
        owner: plan.owner,
        run: context.runUrl,
        repository: context.repository,
        runId,
        attempt,
        previous,
        expires,
    });
    return words.map((word) => `--label=${word}`);
}
function lock_stateOf({ lock }, { token }, world) {
    const { runId: id, attempt, repository } = lock;
    return readRunState({ repository, id, attempt }, token, world);
}
/** By its id, so that nobody's new one goes. Of several runs that try, one does it. */
async function takeOver({ link, lock }, { plan }, state, world) {
    const title = 'Take over a lock';
    const argv = ['docker', 'container', 'rename', lock.id, (0,deploy_names/* abandonedName */.ET)(plan.name, lock.owner)];
    const finished = await link.world.run({ title, argv });
    if (finished.exitCode !== 0) {
        if (/No such container|same name|already in use/i.test(finished.stderr))
            return;
        throw (0,docker/* refusedOnHost */.A1)(link, title, finished);
    }
    const why = state.kind === 'ended' ? 'has ended' : 'has had its time';
    world.log.line((0,report_text/* shown */.SP)(`Took over the lock of ${link.host.label}: ${lock.run || lock.owner} ${why} without giving it back`));
}
/** Gives back what is this run's, and nobody else's. Gives what could not be given back, one sentence each. */
async function unlockAll(plan, links) {
    const told = await Promise.all(links.map((link) => unlock(plan, link)));
    return told.flat();
}
async function unlock({ name, owner }, link) {
    const over = { ...link, world: (0,host_world/* persistent */.y)(link.world) };
    try {
        await link.open(over.world);
        const [nameLabel = '', ownerLabel = '', role = ''] = (0,deploy_labels/* labelWords */.a)({ name, owner, role: 'lock' });
        const ids = await (0,state/* list */.p_)([`label=${nameLabel}`, `label=${ownerLabel}`, `label=${role}`], over);
        if (ids.length > 0)
            await (0,docker/* must */.sb)(over, {
                title: 'Give back the lock',
                argv: ['docker', 'container', 'rm', '--force', '--volumes', ...ids],
            });
        await removeEmptyImage(owner, over);
        return [];
    }
    catch (error) {
        if (!(error instanceof errors/* ToolError */.v4))
            throw error;
        return [
            `The lock of ${link.host.label} is still there (${error.message}); it ends by itself, or with \`docker rm ${(0,deploy_names/* lockName */.l4)(name)}\` on the host`,
        ];
    }
}


/***/ }),

/***/ 3164:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bv: () => (/* binding */ routeTo),
/* harmony export */   a_: () => (/* binding */ prepareProxy),
/* harmony export */   i$: () => (/* binding */ removeProxyOf),
/* harmony export */   kR: () => (/* binding */ readyProxy),
/* harmony export */   nL: () => (/* binding */ startProxy),
/* harmony export */   uY: () => (/* binding */ removeNetworkOf),
/* harmony export */   zA: () => (/* binding */ restoreProxy)
/* harmony export */ });
/* harmony import */ var _plan_deploy_change_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(7340);
/* harmony import */ var _plan_deploy_labels_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2255);
/* harmony import */ var _plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(9322);
/* harmony import */ var _docker_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6138);




/** It runs without rights, so it listens above 1024 inside. */
const innerPort = 8080;
const drainSeconds = 30;
/** Docker's own grace, within which open requests end when the proxy itself goes. */
const startSeconds = 10;
const proxyRestart = 'unless-stopped';
/** Makes sure that the image is there and that the network is, before anything is switched. */
async function prepareProxy(plan, link) {
    const { proxy, options } = plan;
    if (proxy === undefined)
        return;
    const there = await link.world.run({
        title: 'Look for the proxy',
        argv: ['docker', 'image', 'inspect', proxy.image],
    });
    if (there.exitCode !== 0)
        await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: `Pull ${proxy.image}`, argv: ['docker', 'pull', '--quiet', proxy.image] });
    if (options.networks.length > 0)
        return;
    const name = (0,_plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_2__/* .networkName */ .uv)(plan.name);
    const found = await link.world.run({ title: 'Look for the network', argv: ['docker', 'network', 'inspect', name] });
    if (found.exitCode === 0)
        return;
    const labels = (0,_plan_deploy_labels_js__WEBPACK_IMPORTED_MODULE_0__/* .labelWords */ .a)({ name: plan.name, role: 'network', owner: plan.owner }).map((label) => `--label=${label}`);
    await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: 'Create the network', argv: ['docker', 'network', 'create', ...labels, name] });
}
/** Makes sure that there is one with these settings. One that has to be started waits for `startProxy`. */
async function readyProxy(plan, { proxy: found }, link) {
    const name = (0,_plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_2__/* .proxyName */ .ec)(plan.name);
    if (found?.running === true && found.settings === (0,_plan_deploy_change_js__WEBPACK_IMPORTED_MODULE_3__/* .proxySettings */ .EM)(plan))
        return { name, next: undefined, before: undefined };
    // Kept until all went well. Its name is no part of what it does, so it serves on.
    if (found !== undefined) {
        const argv = [
            'docker',
            'container',
            'rename',
            found.id,
            (0,_plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_2__/* .restingName */ .Aw)(name, `${plan.owner}-${found.id.slice(0, 6)}`),
        ];
        await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: 'Rename the old proxy', argv });
    }
    return { name, next: await createProxy(plan, name, link), before: found };
}
async function createProxy({ name: app, proxy, options, owner }, name, link) {
    if (proxy === undefined)
        throw new Error('A proxy without a port');
    const settings = (0,_plan_deploy_change_js__WEBPACK_IMPORTED_MODULE_3__/* .proxySettings */ .EM)({ proxy, options });
    const labels = (0,_plan_deploy_labels_js__WEBPACK_IMPORTED_MODULE_0__/* .labelWords */ .a)({ name: app, role: 'proxy', owner, settings });
    const address = proxy.address.includes(':') ? `[${proxy.address}]` : proxy.address;
    const argv = [
        ...['docker', 'create', '--pull=never', `--name=${name}`, `--restart=${proxyRestart}`],
        ...[`--network=${options.networks[0] ?? (0,_plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_2__/* .networkName */ .uv)(app)}`, `--env=HTTP_PORT=${innerPort}`],
        ...[`--publish=${address === '' ? '' : `${address}:`}${proxy.port}:${innerPort}`, '--log-opt=max-size=10m'],
        ...labels.map((label) => `--label=${label}`),
        proxy.image,
    ];
    const { stdout } = await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: 'Create the proxy', argv: argv });
    return stdout.trim();
}
/** From here on nobody has the port, until requests are sent to somebody. */
async function startProxy({ name, next, before }, link) {
    if (next === undefined)
        return;
    if (before?.running === true)
        await stop(before.id, link);
    await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: 'Start the proxy', argv: ['docker', 'container', 'start', next] });
    await untilListening(name, link);
}
/** Not started again by the engine either. */
async function stop(id, link) {
    await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: 'Switch its restart policy off', argv: ['docker', 'update', '--restart=no', id] });
    await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: 'Stop the old proxy', argv: ['docker', 'container', 'stop', id] });
}
/** Puts the proxy back that this owner has put aside, and removes the owner's. */
async function restoreProxy(owner, app, state, link) {
    const { proxy, restingProxy: resting } = state;
    if (resting === undefined || (proxy !== undefined && proxy.owner !== owner))
        return;
    const name = (0,_plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_2__/* .proxyName */ .ec)(app);
    if (proxy !== undefined)
        await remove(proxy, link);
    await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: 'Rename the old proxy', argv: ['docker', 'container', 'rename', resting.id, name] });
    const restart = ['docker', 'update', `--restart=${proxyRestart}`, resting.id];
    await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: 'Set its restart policy', argv: restart });
    await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: 'Start the old proxy', argv: ['docker', 'container', 'start', resting.id] });
    await untilListening(name, link);
}
/** Sends requests to this container from now on; comes back when those of the one before have ended. */
async function routeTo({ name, container, port, path }, link) {
    // The short id is a name on every network of one's own, and stays right when the host was restarted.
    const target = `${container.slice(0, 12)}:${port}`;
    // It has proven itself already; the proxy asks once more, and could not be told not to.
    const words = [`--target=${target}`, `--health-check-path=${path}`, `--drain-timeout=${drainSeconds}s`];
    const argv = ['docker', 'exec', (0,_plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_2__/* .proxyName */ .ec)(name), 'kamal-proxy', 'deploy', name, ...words];
    await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: 'Send requests to the new container', argv }, { limitSeconds: drainSeconds + 30 });
}
/** Its socket is there a moment after its start. */
async function untilListening(name, link) {
    const { world } = link;
    const end = world.now() + startSeconds * 1000;
    const command = { title: 'Ask the proxy', argv: ['docker', 'exec', name, 'kamal-proxy', 'list'] };
    for (;;) {
        const finished = await world.run(command);
        if (finished.exitCode === 0)
            return;
        if (world.now() >= end)
            await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, command);
        await world.pause(100);
    }
}
/** Removes the proxy of this owner, if it is one. */
async function removeProxyOf(owner, { proxy }, link) {
    if (proxy?.owner === owner)
        await remove(proxy, link);
}
/** Removes the network of this owner, on which nothing may be any more. */
async function removeNetworkOf(owner, { name }, link) {
    const labels = (0,_plan_deploy_labels_js__WEBPACK_IMPORTED_MODULE_0__/* .labelWords */ .a)({ name, owner, role: 'network' }).map((label) => `--filter=label=${label}`);
    const title = 'Look for its network';
    const { stdout } = await link.world.run({ title, argv: ['docker', 'network', 'ls', '--quiet', ...labels] });
    const ids = stdout.split('\n').filter((id) => id !== '');
    // Somebody else's container may be on it by now: then it stays.
    if (ids.length > 0)
        await link.world.run({ title: 'Remove the network', argv: ['docker', 'network', 'rm', ...ids] });
}
async function remove({ id }, link) {
    const argv = ['docker', 'container', 'rm', '--force', '--volumes', id];
    await (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .must */ .sb)(link, { title: 'Remove the proxy', argv });
}


/***/ }),

/***/ 8997:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ pull),
/* harmony export */   y: () => (/* binding */ forget)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _plan_names_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(9254);
/* harmony import */ var _image_store_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1427);
/* harmony import */ var _retry_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8764);
/* harmony import */ var _docker_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(6138);
/** Brings the image to a host by its digest. The login travels with the request: nothing of it stays there. */





const limitSeconds = 15 * 60;
/** Rejects with a ToolError when it does not come, or is for other machines. */
async function pull(reference, engine, link) {
    const known = (await (0,_image_store_js__WEBPACK_IMPORTED_MODULE_1__/* .inspectImages */ .J2)([reference], link.world))[0];
    if (known === undefined) {
        const [name = '', digest = ''] = reference.split('@');
        const title = `Pull ${(0,_plan_names_js__WEBPACK_IMPORTED_MODULE_4__/* .shortDigest */ .VK)(digest)} from ${name}`;
        const what = `Pull on ${link.host.label}`;
        const deadline = link.world.now() + limitSeconds * 1000;
        const finished = await (0,_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .persist */ .Zr)({ title, argv: ['docker', 'pull', '--quiet', reference] }, { what, deadline }, link.world);
        if (finished.exitCode !== 0)
            throw (0,_docker_js__WEBPACK_IMPORTED_MODULE_3__/* .refusedOnHost */ .A1)(link, title, finished);
    }
    const image = known ?? (await (0,_image_store_js__WEBPACK_IMPORTED_MODULE_1__/* .inspectImages */ .J2)([reference], link.world))[0];
    if (image === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`${link.host.label} has pulled ${reference}, and does not have it`);
    const [, architecture = ''] = image.platform.split('/');
    if (architecture !== engine.architecture)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`${link.host.label} is ${engine.architecture}, and the image is for ${architecture}`, {
            cure: `add linux/${engine.architecture} to \`platforms\``,
        });
    return { image, known: known !== undefined };
}
/** Removes an image that a failed deploy has brought. One that is in use stays. */
async function forget(reference, link) {
    await link.world.run({ title: 'Remove the image', argv: ['docker', 'image', 'rm', reference] }, { evenWhenCancelled: true });
}


/***/ }),

/***/ 1773:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ putBack)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(9322);
/* harmony import */ var _docker_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6138);
/* harmony import */ var _host_world_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(2041);
/* harmony import */ var _proxy_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3164);
/* harmony import */ var _serving_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(5776);
/* harmony import */ var _state_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(2221);
/**
 * Puts a host back to what served before a run touched it. It goes by what is on the host alone: labels of the containers,
 * and what the lock says. So the run itself can do it, its post step, or a later run that finds the lock of a dead one.
 */







/** For how long an engine may be away. */
const longestAbsenceSeconds = 60;
const pauseMilliseconds = 500;
const nothingBefore = 'nothing served before';
/** Rejects with a ToolError when it did not work. What is right already is left alone. */
async function putBack(wish, link) {
    const over = { ...link, world: (0,_host_world_js__WEBPACK_IMPORTED_MODULE_5__/* .persistent */ .y)(link.world) };
    await link.open(over.world);
    const { plan, owner } = wish;
    const state = await readPatiently(wish, over);
    const apps = (0,_state_js__WEBPACK_IMPORTED_MODULE_4__/* .appsOf */ .OC)(state);
    const previous = apps.find(({ id }) => id === wish.previous);
    if (wish.previous !== '' && previous === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`${link.host.label} has lost the container that served before (${wish.previous.slice(0, 12)})`);
    const left = state.migrations.filter((one) => one.owner === owner);
    await removeApps(left, over);
    const made = apps.filter((app) => app.owner === owner && app.id !== previous?.id);
    const inTheWay = apps.filter((app) => app.id !== previous?.id && (app.running || app.containerName === plan.name));
    const right = previous === undefined || (previous.running && previous.containerName === plan.name);
    if (made.length === 0 && inTheWay.length === 0 && right)
        return {
            runs: previous,
            health: previous === undefined ? nothingBefore : 'left as it was',
            changed: false,
            images: [],
        };
    const images = [...new Set(made.map(({ reference }) => reference))];
    if (previous === undefined) {
        await removeApps(made, over);
        await (0,_proxy_js__WEBPACK_IMPORTED_MODULE_2__/* .removeProxyOf */ .i$)(owner, state, over);
        await (0,_proxy_js__WEBPACK_IMPORTED_MODULE_2__/* .removeNetworkOf */ .uY)(owner, plan, over);
        return { runs: undefined, health: nothingBefore, changed: true, images };
    }
    const health = await serveAgain(previous, inTheWay, { ...wish, state }, over);
    await removeApps(made, over);
    await (0,_proxy_js__WEBPACK_IMPORTED_MODULE_2__/* .removeNetworkOf */ .uY)(owner, plan, over);
    return { runs: { ...previous, running: true, containerName: plan.name }, health, changed: true, images };
}
/** An engine that was killed is started again by its service within some seconds. */
async function readPatiently({ plan, atMostSeconds }, link) {
    const { world } = link;
    const end = world.now() + Math.min(atMostSeconds ?? plan.health.timeoutSeconds, longestAbsenceSeconds) * 1000;
    for (;;) {
        try {
            return await (0,_state_js__WEBPACK_IMPORTED_MODULE_4__/* .readState */ .un)(plan, link);
        }
        catch (error) {
            if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4 && (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .isBroken */ .Qr)(error.tail.join('\n'))) || world.now() >= end)
                throw error;
            await world.pause(pauseMilliseconds);
        }
    }
}
async function serveAgain(previous, inTheWay, wish, link) {
    const { plan } = wish;
    const { proxy, restingProxy } = wish.state;
    const proxied = (proxy ?? restingProxy) !== undefined && previous.ports.every(({ port }) => port === undefined);
    const stopOthers = async () => {
        for (const app of inTheWay) {
            await docker(link, 'Stop the new container', 'container', 'stop', app.id);
            await docker(link, 'Switch its restart policy off', 'update', '--restart=no', app.id);
        }
    };
    // Behind a proxy both may run; else a port or the work itself may be for one alone.
    if (!proxied) {
        await stopOthers();
        // It may have the port.
        await (0,_proxy_js__WEBPACK_IMPORTED_MODULE_2__/* .removeProxyOf */ .i$)(wish.owner, wish.state, link);
    }
    for (const app of inTheWay.filter(({ containerName }) => containerName === plan.name))
        await docker(link, 'Rename the new container', 'container', 'rename', app.id, (0,_plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_6__/* .restingName */ .Aw)(plan.name, app.owner));
    // It lost its name before it was told to stop, and what was told so does it, however long that takes.
    const stopping = previous.running && previous.containerName !== plan.name;
    if (stopping)
        await docker(link, 'Stop the old container', 'container', 'stop', previous.id);
    if (previous.containerName !== plan.name)
        await docker(link, 'Rename the old container', 'container', 'rename', previous.id, plan.name);
    await docker(link, 'Set its restart policy', 'update', `--restart=${previous.restart}`, previous.id);
    if (!previous.running || stopping)
        await docker(link, 'Start the old container', 'container', 'start', previous.id);
    const health = (0,_serving_js__WEBPACK_IMPORTED_MODULE_3__/* .healthOf */ .Wr)(previous, plan.health);
    const { atMostSeconds } = wish;
    const verdict = await (0,_serving_js__WEBPACK_IMPORTED_MODULE_3__/* .untilServing */ .Ry)({ container: previous.id, health, atMostSeconds }, link);
    if (proxied) {
        await (0,_proxy_js__WEBPACK_IMPORTED_MODULE_2__/* .restoreProxy */ .zA)(wish.owner, plan.name, wish.state, link);
        const port = previous.target ?? plan.proxy?.target;
        const path = health.path ?? plan.health.path ?? '/';
        if (port !== undefined)
            await (0,_proxy_js__WEBPACK_IMPORTED_MODULE_2__/* .routeTo */ .Bv)({ name: plan.name, container: previous.id, port, path }, link);
        await stopOthers();
    }
    if (verdict.healthy)
        return `healthy after ${verdict.seconds.toFixed(1)} s`;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`${link.host.label} runs the old container again, and it is not healthy: ${verdict.message}`, {
        cure: verdict.cure,
    });
}
async function removeApps(apps, link) {
    for (const { id } of apps)
        await docker(link, 'Remove what it made', 'container', 'rm', '--force', '--volumes', id);
}
async function docker(link, title, ...words) {
    const finished = await link.world.run({ title, argv: ['docker', ...words] });
    if (finished.exitCode !== 0)
        throw (0,_docker_js__WEBPACK_IMPORTED_MODULE_1__/* .refusedOnHost */ .A1)(link, title, finished);
}


/***/ }),

/***/ 2271:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B2: () => (/* binding */ leftRecord),
/* harmony export */   C6: () => (/* binding */ openRecord),
/* harmony export */   lJ: () => (/* binding */ closeLeftRecord),
/* harmony export */   yv: () => (/* binding */ closeRecord)
/* harmony export */ });
/* harmony import */ var _read_secret_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2409);
/* harmony import */ var _git_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(5414);
/* harmony import */ var _rights_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(833);



/** GitHub refuses longer descriptions of a status. */
const mostCharacters = 140;
const beforeRetryMilliseconds = 1_000;
/**
 * Makes the deployment, in progress. Never rejects: a deploy does not depend on it, so what GitHub refuses is a reason,
 * and a cancel must not lose the id of what was made.
 */
async function openRecord(wish, context, token, world) {
    if (wish.environment === undefined)
        return skipped('`deploy-environment` is empty');
    if (token === undefined)
        return skipped('`github-token` is empty');
    if (!(0,_git_js__WEBPACK_IMPORTED_MODULE_1__/* .isCommit */ .WM)(context.revision))
        return skipped('this run names no commit');
    const answer = await world.tellGitHub(`/repos/${context.repository}/deployments`, bodyOf(wish, context), token);
    if (answer.kind !== 'answer')
        return skipped((0,_rights_js__WEBPACK_IMPORTED_MODULE_2__/* .refusalWords */ .W)(answer, 'deployments: write'));
    const { id } = Object(answer.body);
    if (typeof id !== 'number' || !Number.isSafeInteger(id))
        return skipped("GitHub's answer names no deployment");
    const untold = await tellStatus(id, statusOf('in_progress', '', wish.url, context), context, token, world);
    if (untold !== undefined)
        world.log.debug(`Deployment ${id} is not shown in progress: ${untold}`);
    return { kind: 'made', id };
}
/** Ends it, also after a cancel. Never rejects; a warning tells when GitHub goes on showing it in progress. */
async function closeRecord(recorded, ending, context, token, world) {
    if (recorded.kind === 'skipped')
        return;
    const status = statusOf(ending.state, ending.description, ending.url, context);
    const untold = await tellStatus(recorded.id, status, context, token, world);
    if (untold === undefined)
        return;
    const message = `GitHub shows deployment ${recorded.id} in progress, but it ended with ${ending.state}: ${untold}`;
    world.log.annotate({ level: 'warning', message });
}
/** What the job's end has to know of a record that is in progress. */
function leftRecord({ id }, url, context) {
    const { repository, runUrl } = context;
    return JSON.stringify({ id, url, repository, runUrl });
}
/** Ends the record of a run that was ended in the middle. Never rejects. */
async function closeLeftRecord(left, token, world) {
    const { id, url, ...place } = JSON.parse(left);
    const ending = { state: 'error', description: 'Ended in the middle; see the log', url };
    await closeRecord({ kind: 'made', id }, ending, place, token === '' ? undefined : (0,_read_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .sealed */ .J)(token), world);
}
function skipped(because) {
    return { kind: 'skipped', because };
}
/** Whether an environment is a production one is left to GitHub, which takes the one of that name for it. */
function bodyOf(wish, { revision, runUrl }) {
    const { environment, task, reference, digest } = wish;
    return {
        ref: revision,
        task,
        environment,
        description: cut(`${task === 'deploy' ? 'Deploy' : 'Rollback to'} ${reference}`),
        payload: { digest, image: reference, run: runUrl },
        // Else GitHub would merge the default branch and deploy that.
        auto_merge: false,
        // Else it would wait for all checks of the commit, and this run is one of them.
        required_contexts: [],
    };
}
function statusOf(state, description, url, { runUrl }) {
    return { state, description: cut(description), log_url: runUrl, ...(url !== undefined && { environment_url: url }) };
}
/** Why GitHub does not have the status; undefined when it has it. */
async function tellStatus(id, status, { repository }, token, world) {
    const tell = () => world.tellGitHub(`/repos/${repository}/deployments/${id}/statuses`, status, token);
    const first = await tell();
    const last = mayPass(first) ? await waited(world).then(tell) : first;
    return last.kind === 'answer' ? undefined : (0,_rights_js__WEBPACK_IMPORTED_MODULE_2__/* .refusalWords */ .W)(last, 'deployments: write');
}
/** A status that is told twice is a line more in GitHub's list; one that is lost leaves the deployment open for good. */
function mayPass(answer) {
    return answer.kind === 'silent' || (answer.kind === 'refused' && answer.status >= 500);
}
/** After a cancel there is no time to wait, but the status is due all the more. */
function waited(world) {
    return world.pause(beforeRetryMilliseconds).catch(() => undefined);
}
/** One line, counted in characters and not in halves of them. */
function cut(text) {
    const characters = [...text.replace(/\s+/g, ' ').trim()];
    if (characters.length <= mostCharacters)
        return characters.join('');
    return `${characters.slice(0, mostCharacters - 1).join('')}…`;
}


/***/ }),

/***/ 833:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ refusalWords)
/* harmony export */ });
/** Limits and archived repositories are answered with 403 too, and no permission changes those. */
const otherReason = /rate limit|archived/i;
/**
 * Why GitHub did not do it, as the rest of a sentence, with the permission that a job needs for it
 * (`deployments: write`). What the token may not see is not there for it, so that a 404 may mean the same as a 403.
 */
function refusalWords(answer, permission) {
    const { words } = answer;
    const lacking = answer.kind === 'refused' && [403, 404].includes(answer.status) && !otherReason.test(words);
    return lacking ? `${words}: give the job \`permissions: ${permission}\`` : words;
}


/***/ }),

/***/ 5776:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Og: () => (/* binding */ watchServing),
/* harmony export */   Ry: () => (/* binding */ untilServing),
/* harmony export */   Wr: () => (/* binding */ healthOf)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _container_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7125);
/* harmony import */ var _health_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4930);
/* harmony import */ var _docker_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(6138);
/** Whether a container on a host serves: at first, and for a while after. */




const pauseMilliseconds = 200;
const watchMilliseconds = 1_000;
const longestAbsenceSeconds = 30;
/** The engine itself waits for start period and retries until it says that something is unhealthy. */
const impatient = { intervalSeconds: 0, startPeriodSeconds: 0, retries: 0 };
/** Nobody asks it anything: it must live for so long. */
const settlePause = 1_000;
const cures = {
    dead: 'see what it printed below; `deploy-env`, `deploy-secrets` and `deploy-run` give it what it needs',
    silent: 'check `deploy-health-port`, and that the server listens on all addresses of the container',
    status: 'see its answer below, or ask another `deploy-health-path`',
    own: 'see what its HEALTHCHECK said below',
    command: '',
    absent: '',
};
/**
 * Waits until it serves: by `deploy-health-path` when there is one, else by its HEALTHCHECK, else it must go on running.
 * Gives the number of restarts before it was asked, too, from which a watch counts.
 */
async function untilServing(wish, link) {
    const { container, health, atMostSeconds } = wish;
    const { health: own, restarts, startPeriodSeconds } = await (0,_container_js__WEBPACK_IMPORTED_MODULE_1__/* .inspectContainer */ .aH)(container, link.world);
    const question = questionOf(health, own !== undefined);
    const more = question.kind === 'own' ? startPeriodSeconds : 0;
    const verdict = await (0,_health_js__WEBPACK_IMPORTED_MODULE_2__/* .untilHealthy */ .ym)({
        container,
        question,
        needed: question.kind === 'own' ? 1 : health.successes,
        timeoutSeconds: atMostSeconds ?? health.timeoutSeconds + more,
        pauseMilliseconds: question.kind === 'running' ? settlePause : pauseMilliseconds,
        health: impatient,
        cures,
        restarts,
    }, link.world);
    return { ...verdict, restarts };
}
function questionOf({ path, port }, hasOwn) {
    if (path !== undefined && port !== undefined)
        return { kind: 'http', text: `GET ${path} on port ${port}`, path, port };
    return hasOwn ? { kind: 'own', text: 'HEALTHCHECK' } : { kind: 'running', text: 'running' };
}
/**
 * Why it stopped to serve within so many seconds; undefined when it did not. `restarts` is how often it had been restarted
 * before it was asked first: what came since then counts, also while it took the other's place.
 */
async function watchServing({ container, restarts }, seconds, link) {
    const { world } = link;
    const end = world.now() + seconds * 1000;
    for (;;) {
        const state = await inspectPatiently(container, link);
        const dead = (0,_health_js__WEBPACK_IMPORTED_MODULE_2__/* .deathOf */ .oZ)(state, restarts);
        if (dead !== undefined)
            return `the container ${dead}`;
        if ((0,_health_js__WEBPACK_IMPORTED_MODULE_2__/* .isUnhealthy */ .ZT)(state))
            return 'its HEALTHCHECK says that it is unhealthy';
        if (world.now() >= end)
            return undefined;
        await world.pause(Math.min(watchMilliseconds, end - world.now()));
    }
}
/** An engine that is started anew says nothing for a while, and with live-restore its containers work all the same. */
async function inspectPatiently(container, link) {
    const { world } = link;
    const end = world.now() + longestAbsenceSeconds * 1000;
    for (;;) {
        try {
            return await (0,_container_js__WEBPACK_IMPORTED_MODULE_1__/* .inspectContainer */ .aH)(container, world);
        }
        catch (error) {
            if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4 && (0,_docker_js__WEBPACK_IMPORTED_MODULE_3__/* .isBroken */ .Qr)(error.message)) || world.now() >= end)
                throw error;
            await world.pause(watchMilliseconds);
            await link.open();
        }
    }
}
/**
 * Health as a container's own labels have it, for one that served before: it was healthy by them, and may know nothing
 * of what the next version is asked.
 */
function healthOf({ probe }, given) {
    return { ...given, path: probe.path, port: probe.port };
}


/***/ }),

/***/ 4833:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K4: () => (/* binding */ sshFiles),
/* harmony export */   O5: () => (/* binding */ aliasOf),
/* harmony export */   Vj: () => (/* binding */ isAlias),
/* harmony export */   lQ: () => (/* binding */ socketOf),
/* harmony export */   xJ: () => (/* binding */ sshConfig)
/* harmony export */ });
/** ssh leaves when the question after the last of so many is due: a loss is noticed after 12 s. */
const alive = { seconds: 4, times: 2 };
const connectSeconds = 15;
/** The files that ssh reads. */
function sshFiles(folder) {
    return { config: `${folder}/ssh_config`, key: `${folder}/deploy_key`, knownHosts: `${folder}/known_hosts` };
}
/** By which ssh knows a host here: labels are for people, and two may differ in what a file name cannot show. */
function aliasOf(host, { hosts, jump }) {
    return host === jump ? 'jump' : `host${hosts.indexOf(host) + 1}`;
}
/** Whether it is one, which is also the name of the socket by which its connection is told to end. */
function isAlias(name) {
    return /^(?:jump|host\d+)$/.test(name);
}
/** Where the host's engine answers on this machine. */
function socketOf(alias, folder) {
    return `${folder}/${alias}.docker`;
}
/** ssh_config(5): the first value of an option counts, so the hosts stand before what holds for all. */
function sshConfig(plan) {
    const { hosts, jump, folder } = plan;
    const all = [...(jump === undefined ? [] : [jump]), ...hosts];
    return [...all.flatMap((host) => hostLines(host, plan)), ...common(folder)].map((line) => `${line}\n`).join('');
}
function hostLines(host, plan) {
    const alias = aliasOf(host, plan);
    const forward = `LocalForward ${word(socketOf(alias, plan.folder))} ${word(plan.dockerSocket)}`;
    return [
        `Host ${alias}`,
        `  HostName ${host.address}`,
        `  Port ${host.port}`,
        `  User ${host.user}`,
        ...(host === plan.jump ? [] : [`  ${forward}`]),
        ...(host === plan.jump || plan.jump === undefined ? [] : [`  ProxyJump ${aliasOf(plan.jump, plan)}`]),
    ];
}
function common(folder) {
    const { key, knownHosts } = sshFiles(folder);
    return [
        'Host *',
        `  IdentityFile ${word(key)}`,
        '  IdentitiesOnly yes',
        '  IdentityAgent none',
        '  AddKeysToAgent no',
        `  UserKnownHostsFile ${word(knownHosts)}`,
        '  GlobalKnownHostsFile /dev/null',
        '  StrictHostKeyChecking yes',
        '  UpdateHostKeys no',
        '  VerifyHostKeyDNS no',
        '  PreferredAuthentications publickey',
        '  PasswordAuthentication no',
        '  BatchMode yes',
        '  ForwardAgent no',
        '  ForwardX11 no',
        '  PermitLocalCommand no',
        '  RequestTTY no',
        `  ConnectTimeout ${connectSeconds}`,
        `  ServerAliveInterval ${alive.seconds}`,
        `  ServerAliveCountMax ${alive.times}`,
        '  ExitOnForwardFailure yes',
        '  StreamLocalBindUnlink yes',
        // Everything that follows on a host, and all hosts behind a jump host, go through one login.
        '  ControlMaster auto',
        '  ControlPersist no',
        `  ControlPath ${word(`${folder}/%n`)}`,
        '  LogLevel INFO',
    ];
}
/** Quoted; a percent sign of ours is doubled but for the one token in use. */
function word(text) {
    return `"${text.replace(/%(?!n$)/g, '%%')}"`;
}


/***/ }),

/***/ 2221:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   OC: () => (/* binding */ appsOf),
/* harmony export */   p_: () => (/* binding */ list),
/* harmony export */   un: () => (/* binding */ readState)
/* harmony export */ });
/* unused harmony export readContainer */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _plan_deploy_labels_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2255);
/* harmony import */ var _plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(9322);
/* harmony import */ var _docker_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6138);
/** What is on a host: containers of this deploy, what bars their way, and what the engine can do. */




/** Reads without touching anything. */
async function readState(plan, link) {
    const { name } = plan;
    const ports = portsOf(plan);
    const wanted = [
        [`label=${_plan_deploy_labels_js__WEBPACK_IMPORTED_MODULE_1__/* .deployLabels */ .V.name}=${name}`],
        [`name=^/?${name.replaceAll('.', '\\.')}$`],
        // The engine's own filter for ports goes by those of the containers.
        ...(ports.length === 0 ? [] : [['status=running', 'status=paused', 'status=restarting']]),
    ];
    const lists = await Promise.all(wanted.map((filters) => list(filters, link)));
    const found = await inspect([...new Set(lists.flat())], link);
    const labelled = found.filter((container) => labelIn(container, 'name') === name && isMade(container));
    const apps = labelled.filter((container) => labelIn(container, 'role') === 'app').map(readDeployed);
    const proxies = labelled.filter((container) => labelIn(container, 'role') === 'proxy');
    const proxy = proxies.find((container) => plainName(container) === (0,_plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_3__/* .proxyName */ .ec)(name));
    const resting = proxies.find((container) => container !== proxy);
    const locks = labelled.filter((container) => labelIn(container, 'role') === 'lock');
    const lock = locks.find((container) => plainName(container) === (0,_plan_deploy_names_js__WEBPACK_IMPORTED_MODULE_3__/* .lockName */ .l4)(name));
    return {
        current: apps.find(({ containerName }) => containerName === name),
        others: apps.filter(({ containerName }) => containerName !== name).toSorted((a, b) => (a.time < b.time ? 1 : -1)),
        proxy: proxy && readProxy(proxy),
        restingProxy: resting && readProxy(resting),
        strangers: found
            .filter((container) => !labelled.includes(container))
            .flatMap((container) => readStranger(container, name, ports)),
        lock: lock && readLock(lock),
        abandoned: locks
            .filter((one) => one !== lock)
            .map(readLock)
            .toSorted((a, b) => b.expires - a.expires),
        migrations: labelled
            .filter((container) => labelIn(container, 'role') === 'migration')
            .map((container) => ({ id: container.Id, owner: labelIn(container, 'owner') })),
    };
}
/** All containers of the deploy; what serves comes first. */
function appsOf({ current, others }) {
    return current === undefined ? others : [current, ...others];
}
/** Ports of the host that this deploy takes. */
function portsOf({ options, proxy }) {
    const own = options.ports.filter(({ port }) => port !== undefined);
    return proxy === undefined ? own : [...own, { ...proxy, protocol: 'tcp' }];
}
/** Containers by what they have in common; a container must fit all filters. */
async function list(filters, link) {
    const words = filters.map((filter) => `--filter=${filter}`);
    const argv = ['docker', 'container', 'ls', '--all', '--quiet', '--no-trunc', ...words];
    const finished = await (0,_docker_js__WEBPACK_IMPORTED_MODULE_2__/* .must */ .sb)(link, { title: 'List its containers', argv });
    return finished.stdout.split('\n').filter((id) => id !== '');
}
async function inspect(ids, link) {
    if (ids.length === 0)
        return [];
    const argv = ['docker', 'container', 'inspect', ...ids];
    // One that goes in this very moment is not there; the others are told all the same.
    const { stdout } = await link.world.run({ title: 'Look at its containers', argv });
    try {
        return JSON.parse(stdout);
    }
    catch (cause) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`${link.host.label} tells nothing of its containers`, { cause });
    }
}
/** One container; undefined when it is not there. */
async function readContainer(id, link) {
    return (await inspect([id], link)).map(readDeployed)[0];
}
function plainName({ Name }) {
    return Name.replace(/^\//, '');
}
function labelIn({ Config }, label) {
    return Config?.Labels?.[_plan_deploy_labels_js__WEBPACK_IMPORTED_MODULE_1__/* .deployLabels */ .V[label]] ?? '';
}
/** An image that somebody has made of our container has its labels, and gives them to a container of theirs. */
function isMade(container) {
    const digest = labelIn(container, 'digest');
    return labelIn(container, 'role') !== 'app' || container.Config?.Image?.endsWith(`@${digest}`) === true;
}
function readDeployed(container) {
    const label = (name) => labelIn(container, name);
    const { State, HostConfig } = container;
    return {
        id: container.Id,
        containerName: plainName(container),
        digest: label('digest'),
        reference: label('reference'),
        revision: label('revision'),
        settings: label('settings'),
        owner: label('owner'),
        time: label('time'),
        running: State?.Running === true,
        restarts: container.RestartCount ?? 0,
        health: healthIn(State),
        restart: label('restart') || 'no',
        previous: label('previous'),
        ports: Object.entries(HostConfig?.PortBindings ?? {}).flatMap(([target, bindings]) => (bindings ?? []).map((binding) => readPort(target, binding))),
        probe: { path: label('path') || undefined, port: portIn(label('port')) },
        target: portIn(label('target')),
    };
}
/** The engine calls running also what it is about to start again, and what it has paused. */
function healthIn(state) {
    if (state?.Restarting === true)
        return 'restarting';
    return state?.Paused === true ? 'paused' : state?.Health?.Status;
}
function portIn(text) {
    const port = Number(text);
    return Number.isInteger(port) && port > 0 ? port : undefined;
}
function readPort(target, { HostIp = '', HostPort = '' }) {
    const [port = '', protocol = 'tcp'] = target.split('/');
    return {
        address: HostIp,
        port: HostPort === '' ? undefined : Number(HostPort),
        target: Number(port),
        protocol: protocol,
    };
}
function readProxy(container) {
    return {
        id: container.Id,
        settings: labelIn(container, 'settings'),
        owner: labelIn(container, 'owner'),
        running: container.State?.Running === true,
    };
}
function readStranger(container, name, ports) {
    const own = plainName(container);
    if (own === name)
        return [{ name: own, bars: `has the name ${name} and is not of Slipway` }];
    const theirs = readDeployed(container).ports;
    const taken = ports.find((port) => theirs.some((one) => overlap(port, one)));
    return taken === undefined ? [] : [{ name: own, bars: `has port ${taken.port} of the host` }];
}
/** Two ports of one number meet on an address of both, and on every address where one of them names none. */
function overlap(one, other) {
    if (one.port !== other.port || one.protocol !== other.protocol)
        return false;
    const everywhere = ['', '0.0.0.0', '::'];
    return one.address === other.address || [one, other].some(({ address }) => everywhere.includes(address));
}
function readLock(container) {
    const label = (name) => labelIn(container, name);
    return {
        id: container.Id,
        owner: label('owner'),
        run: label('run'),
        repository: label('repository'),
        runId: label('runId'),
        attempt: Number(label('attempt')),
        previous: label('previous'),
        expires: Date.parse(label('expires')),
    };
}


/***/ }),

/***/ 811:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ readStranded)
/* harmony export */ });
/* harmony import */ var _plan_deploy_labels_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2255);
/* harmony import */ var _plan_names_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(9254);
/* harmony import */ var _host_world_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(2041);
/* harmony import */ var _state_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2221);




/** Looks once more. Never rejects. */
async function readStranded(plan, previous, owner, link) {
    const { name } = plan;
    const over = { ...link, world: (0,_host_world_js__WEBPACK_IMPORTED_MODULE_2__/* .persistent */ .y)(link.world) };
    const state = await (0,_state_js__WEBPACK_IMPORTED_MODULE_1__/* .readState */ .un)(plan, over).catch(() => undefined);
    if (state === undefined)
        return {
            runs: undefined,
            words: 'nobody can say what runs there now',
            mend: [`docker ps --all --filter label=${_plan_deploy_labels_js__WEBPACK_IMPORTED_MODULE_0__/* .deployLabels */ .V.name}=${name}`, ...mendCommands(name, previous, owner)],
        };
    const apps = (0,_state_js__WEBPACK_IMPORTED_MODULE_1__/* .appsOf */ .OC)(state);
    const running = apps.find((app) => app.running);
    return {
        runs: running?.digest,
        words: running === undefined ? `nothing of ${name} runs there now` : `${(0,_plan_names_js__WEBPACK_IMPORTED_MODULE_3__/* .shortDigest */ .VK)(running.digest)} runs there now`,
        mend: mendKnown(name, apps, previous, owner),
    };
}
/** Only what is still to be done. */
function mendKnown(name, apps, previous, owner) {
    const made = apps.filter((app) => app.owner === owner && app.id !== previous?.id).map(({ id }) => short(id));
    const old = apps.find(({ id }) => id === previous?.id);
    const remove = made.length === 0 ? [] : [`docker rm --force --volumes ${made.join(' ')}`];
    if (previous === undefined)
        return remove;
    // Its environment is known to nobody but those who deploy.
    if (old === undefined)
        return [...remove, `docker pull ${previous.reference}, and deploy it with \`stage: deploy\``];
    return [
        ...remove,
        ...(old.containerName === name ? [] : [`docker rename ${short(old.id)} ${name}`]),
        `docker update --restart=${old.restart} ${short(old.id)}`,
        ...(old.running ? [] : [`docker start ${short(old.id)}`]),
    ];
}
/** Where nobody can look: what is right already, docker refuses. */
function mendCommands(name, previous, owner) {
    const filters = [`${_plan_deploy_labels_js__WEBPACK_IMPORTED_MODULE_0__/* .deployLabels */ .V.owner}=${owner}`, `${_plan_deploy_labels_js__WEBPACK_IMPORTED_MODULE_0__/* .deployLabels */ .V.role}=app`].map((label) => `--filter label=${label}`);
    const made = `docker rm --force --volumes $(docker ps --all --quiet ${filters.join(' ')})`;
    if (previous === undefined)
        return [made];
    const id = short(previous.id);
    return [
        made,
        `docker rename ${id} ${name}`,
        `docker update --restart=${previous.restart} ${id}`,
        `docker start ${id}`,
    ];
}
function short(id) {
    return id.slice(0, 12);
}


/***/ }),

/***/ 665:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A3: () => (/* binding */ reasonOf),
/* harmony export */   Cj: () => (/* binding */ tailOf),
/* harmony export */   Of: () => (/* binding */ refusalOf),
/* harmony export */   WE: () => (/* binding */ explain),
/* harmony export */   aN: () => (/* binding */ lastWords)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/** What tools say when they fail -> what happened and what to do, for the failures that people really meet. */

/** In order: the first that fits is taken, so the more telling words come first. */
const rules = [
    {
        when: /no space left on device/i,
        why: 'the disk is full',
        cure: 'free space on the runner, for example with `docker system prune`, or use a larger one',
    },
    {
        when: /permission denied.*docker.*sock|docker.*sock.*permission denied/is,
        why: 'this user may not talk to the Docker engine',
        cure: "add the runner's user to the group `docker`, or set DOCKER_HOST to an engine it may use",
    },
    {
        when: /cannot connect to the docker daemon|failed to connect to the docker API|is the docker daemon running|error during connect/i,
        why: 'no Docker engine answers',
        cure: 'start the engine on this runner, set DOCKER_HOST, or use `runs-on: ubuntu-latest`, which has one',
    },
    {
        when: /x509|certificate signed by unknown authority|tls: failed to verify/i,
        why: 'the registry shows a certificate that this machine does not trust',
        cure: "put the registry's CA into /etc/docker/certs.d/HOST/ca.crt and into the system's trust store",
    },
    {
        when: /\b429\b|too many requests|toomanyrequests|rate limit/i,
        why: 'the registry limits the rate of requests',
        cure: 'run again later; with a login (`username` and `password`) a registry allows more',
    },
    {
        when: /\b401\b|unauthorized|incorrect username or password|no basic auth credentials|authentication required/i,
        why: 'the registry does not accept the login',
        cure: 'check `username` and `password`; the token may have expired',
    },
    {
        when: /\b403\b|forbidden|denied/i,
        why: 'the registry refuses access: the login has no right for this name',
        cure: 'give the job `permissions: packages: write` (ghcr.io), or let the owner of the name grant the right to push',
    },
    {
        when: /name unknown|repository (?:name )?(?:not found|does not exist)/i,
        why: 'the registry has no such repository',
        cure: 'check the name in `images`; some registries, such as Amazon ECR, want it created before the first push',
    },
    {
        when: /blob upload (?:unknown|invalid)/i,
        why: 'the registry lost an upload half-way',
        cure: 'run again; when it stays, ask the operator of the registry whether its disk is full',
    },
    {
        when: /connection refused|no such host|i\/o timeout|network is unreachable|connection reset|\bEOF\b|TLS handshake timeout/i,
        why: 'the registry does not answer',
        cure: 'check its name and that this runner can reach it, then run again',
    },
    {
        when: /\b50[0234]\b|internal server error|bad gateway|service unavailable|(?:unknown|from registry): unknown error/i,
        why: 'the registry has an error of its own',
        cure: 'run again; when it stays, ask the operator of the registry',
    },
];
/** The explanation for what a tool printed, or undefined when its own words have to do. */
function explain(output) {
    return rules.find((rule) => rule.when.test(output));
}
/** The last line of a tool's words that says something, for messages of one line. */
function lastWords(output) {
    const lines = output.split('\n').map((line) => line.trim());
    return lines.findLast((line) => line !== '') ?? 'no message';
}
const late = {
    why: 'it did not end in time',
    cure: 'make `publish-timeout` longer, or see what keeps the registry',
};
/**
 * Why a command failed, in its own words when nobody knows better, and what to do when that is known. `asked` is what
 * else was found out about one that said nothing.
 */
function reasonOf({ stderr, timedOut }, asked) {
    if (timedOut !== true)
        return explain(stderr) ?? { why: lastWords(stderr) };
    return asked === undefined ? late : { why: `${late.why}; ${asked.why}`, cure: asked.cure };
}
/** A tool's own words as the end of an error. */
function tailOf({ stderr }) {
    return stderr.trim() === '' ? [] : stderr.trim().split('\n');
}
/** What a tool refused, with its reason in the first line and its own words at the end. `cure` is for what nobody knows. */
function refusalOf(what, said, cure) {
    const known = reasonOf(said);
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`${what}: ${known.why}`, { cure: known.cure ?? cure, tail: tailOf(said) });
}


/***/ }),

/***/ 3320:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  d: () => (/* binding */ removeGates),
  A: () => (/* binding */ runGates)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(9473);
// EXTERNAL MODULE: ./build/report/failure.js + 1 modules
var failure = __nccwpck_require__(3899);
// EXTERNAL MODULE: ./build/report/gates.js
var report_gates = __nccwpck_require__(9295);
// EXTERNAL MODULE: ./build/report/tests.js
var report_tests = __nccwpck_require__(546);
// EXTERNAL MODULE: ./build/stages/container.js
var container = __nccwpck_require__(7125);
// EXTERNAL MODULE: ./build/language/nearest.js
var nearest = __nccwpck_require__(2729);
;// CONCATENATED MODULE: ./build/plan/secrets.js
/** Gives the reason as the rest of a sentence, `looks like …`; undefined when nothing speaks for a secret. */
function secretLook({ key, value }) {
    const words = wordsOf(key);
    const form = secrets_forms.find(({ grammar }) => grammar.test(value));
    // What clients are meant to see may well be a JWT, such as Supabase's anonymous key.
    if (form !== undefined && !(form.name === jwt && isPublic(words)))
        return `looks like ${form.name}`;
    if (hasPassword(value))
        return 'looks like a URL with a password';
    return namesSecret(words) && !isHarmless(value) ? 'looks like a secret by its name' : undefined;
}
const jwt = 'a JSON web token';
/** Prefixes that their makers have chosen so that they can be found (GitHub, GitLab, AWS, Slack, Stripe, npm, …). */
const secrets_forms = [
    { name: 'a GitHub token', grammar: /(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9_]{36,}|github_pat_[A-Za-z0-9_]{22,})/ },
    { name: 'a GitLab token', grammar: /(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,}/ },
    { name: 'an AWS access key', grammar: /(?<![A-Za-z0-9])A(?:KI|SI)A[A-Z2-7]{16}(?![A-Za-z0-9])/ },
    { name: 'a Slack token', grammar: /(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,}/ },
    { name: 'a Stripe key', grammar: /(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16,}/ },
    { name: 'an npm token', grammar: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/ },
    { name: 'a Docker Hub token', grammar: /(?<![A-Za-z0-9])dckr_[op]at_[A-Za-z0-9_-]{20,}/ },
    { name: 'a PyPI token', grammar: /(?<![A-Za-z0-9])pypi-AgE[A-Za-z0-9_-]{20,}/ },
    { name: 'a private key', grammar: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/ },
    { name: jwt, grammar: /(?<![A-Za-z0-9])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{10,}/ },
];
/** `npmAuthToken`, `NPM_AUTH_TOKEN` and `npm.auth-token` are the same three words. A number at the end counts copies. */
function wordsOf(name) {
    const words = name
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .toUpperCase()
        .split(/[^A-Z0-9]+/);
    return words.filter((word) => word !== '' && !/^\d+$/.test(word));
}
/**
 * The last word says what a variable is: TOKEN_URL is a URL, PASSWORD_FILE a file, SECRET_NAME a name. Words may be
 * written together, as in PGPASSWORD. SECRET_KEY_BASE is Rails' own.
 */
function namesSecret(words) {
    if (isPublic(words) || isLimit(words))
        return false;
    const name = words.join('_');
    return (/(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|APIKEY)\d*$/.test(name) ||
        /(?:^|_)(?:API|ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION|AUTH)_?KEY\d*$/.test(name) ||
        /_(?:PASS|PWD)\d*$|(?:^|_)SECRET_KEY_BASE$/.test(name));
}
/** `MAX_TOKEN=4096` is a number of tokens. */
function isLimit(words) {
    return words.some((word) => ['MAX', 'MIN'].includes(word));
}
function isPublic(words) {
    return words.some((word) => ['PUBLIC', 'PUBLISHABLE', 'ANON'].includes(word));
}
/** What stands where a secret would: nothing, a switch, a word that says so, a variable, a mask. */
const standIn = /^(?:|\d|true|false|yes|no|on|off|null|none|nil|undefined|unset|unused|dummy|fake|placeholder|example|change-?me|redacted|x+|\*+|<.*>|\[\w*\]|\$\w+|\$?\{\{.*\}\}|\$\{.*\})$/is;
const whereabouts = /^(?:(?:~|\.{1,2}|[A-Z]:)?[/\\][\w.@%+ /\\-]*|[\w.-]+\.(?:json|pem|key|crt|p12|jks|txt|env|ya?ml)|[a-z][a-z0-9+.-]*:\/\/.*)$/is;
/** A file, or a URL without a password in it, is where a secret is, not what it is. */
function isHarmless(value) {
    return standIn.test(value.trim()) || whereabouts.test(value.trim());
}
/** `postgres://app:PASSWORD@db/app`; a password that is the user's name is a default of development. */
function hasPassword(value) {
    const [, user = '', password = ''] = /(?<![\w+.-])[a-z][a-z0-9+.-]*:\/\/([^\s:@/]*):([^\s@/]+)@/i.exec(value) ?? [];
    return password !== '' && password !== user && password.toLowerCase() !== 'password' && !standIn.test(password);
}

// EXTERNAL MODULE: ./build/plan/stages.js
var plan_stages = __nccwpck_require__(4871);
;// CONCATENATED MODULE: ./build/plan/lint.js
/** What BuildKit's own check cannot know: it reads the Dockerfile, this looks at the image that came out of it. */



/** All findings about one image, in the order of the rules below. */
function judgeImage(subject) {
    return [
        ...runsAsRoot(subject),
        ...noHealthCheck(subject),
        ...basesNotPinned(subject),
        ...secretsInImage(subject),
        ...testStageInImage(subject),
    ];
}
/** Docker reads a user as `NAME|UID[:GROUP|GID]`, and none at all as root. */
function runsAsRoot(subject) {
    if (!/^(?:root|0+)?(?::.*)?$/.test(subject.user))
        return [];
    return [
        {
            rule: 'RunsAsRoot',
            message: 'The image runs as root',
            cure: 'add a USER instruction that names another user',
            place: placeOfImage(subject),
        },
    ];
}
function noHealthCheck(subject) {
    const { healthCheck, needsHealthCheck } = subject;
    if (healthCheck || needsHealthCheck === undefined)
        return [];
    return [
        {
            rule: 'NoHealthCheck',
            message: `The image has no HEALTHCHECK although ${needsHealthCheck}`,
            cure: 'add a HEALTHCHECK instruction',
            place: placeOfImage(subject),
        },
    ];
}
/**
 * Every FROM of the file, also of stages that this image does not need: another target's build needs them. No tag means
 * `latest`, and `latest` is no version either.
 */
function basesNotPinned({ stages, dockerfile }) {
    return stages.flatMap(({ from, line }) => {
        if (from.kind !== 'image' || from.image.digest !== undefined || from.image.name !== 'latest')
            return [];
        return [
            {
                rule: 'BaseNotPinned',
                message: `The base image ${from.image.reference} is another one after each of its releases`,
                cure: 'name a version, or a digest, in FROM',
                place: placeAt(dockerfile, line),
            },
        ];
    });
}
/**
 * BuildKit's SecretsUsedInArgOrEnv goes by names in the Dockerfile alone, whatever their value. This one sees values:
 * secrets under harmless names, those of base images, and those that are still in the history or in the provenance. A
 * variable that BuildKit has named is not told again, nor is one without a value.
 */
function secretsInImage(subject) {
    const { environment, history, provenance } = subject.variables;
    const told = new Set(subject.told);
    const sought = [
        ['environment', environment, 'give it to the container when it starts, and replace it if the image was pushed'],
        ['history', history, atBuildTime],
        ['provenance', provenance, atBuildTime],
    ];
    return sought.flatMap(([where, variables, cure]) => variables.flatMap((variable) => {
        const look = told.has(variable.key) ? undefined : secretLook(variable);
        if (look === undefined)
            return [];
        told.add(variable.key);
        const message = `${variable.key} in the image's ${where} ${look}`;
        return [{ rule: 'SecretInImage', message, cure, place: placeOfVariable(variable.key, subject) }];
    }));
}
const atBuildTime = 'pass it in `secrets` and read it with RUN --mount=type=secret, and replace it if the image was pushed';
/** The last line that declares it on the way to the image; undefined when it comes from a base image. */
function placeOfVariable(name, { stages, target, dockerfile }) {
    const lines = chainOf(stages, target).flatMap(({ variables }) => {
        return variables.filter((variable) => variable.name === name).map(({ line }) => line);
    });
    return lines.length === 0 ? undefined : placeAt(dockerfile, Math.max(...lines));
}
/** The stage of the image and those it is built on; what it only copies from leaves no variables in it. */
function chainOf(stages, target) {
    const chain = [];
    let stage = stages[(0,plan_stages/* findStage */.U)(stages, target) ?? -1];
    // Every step leads to an earlier stage, so this ends.
    while (stage !== undefined) {
        chain.push(stage);
        stage = stage.from.kind === 'stage' ? stages[stage.from.stage] : undefined;
    }
    return chain;
}
/** What tests need is not what the service needs: more to pull, and more to attack. */
function testStageInImage({ stages, target, testTarget, dockerfile }) {
    const image = (0,plan_stages/* findStage */.U)(stages, target);
    const test = testTarget === undefined ? undefined : (0,plan_stages/* findStage */.U)(stages, testTarget);
    if (image === undefined || test === undefined)
        return [];
    const line = linesToTest(stages, test)[image];
    if (line === undefined)
        return [];
    const itself = image === test;
    return [
        {
            rule: 'TestStageInImage',
            message: itself ? 'The image is the test stage itself' : `The image holds all of the test stage ${testTarget}`,
            cure: itself ? 'make a stage for the image that is not the test' : 'copy only the files that the image needs',
            place: placeAt(dockerfile, line),
        },
    ];
}
/** For each stage the line that brings the whole test stage in. Stages only use earlier ones, so one pass is enough. */
function linesToTest(stages, test) {
    const lines = [];
    for (const [index, { from, line, rootCopies }] of stages.entries()) {
        const sources = from.kind === 'stage' ? [{ stage: from.stage, line }, ...rootCopies] : rootCopies;
        const found = sources.map((source) => (source.stage === test ? source.line : lines[source.stage]));
        lines.push(index === test ? line : found.find((way) => way !== undefined));
    }
    return lines;
}
/** What concerns the image as a whole is told where its stage begins. */
function placeOfImage({ stages, target, dockerfile }) {
    return placeAt(dockerfile, stages[(0,plan_stages/* findStage */.U)(stages, target) ?? -1]?.line);
}
function placeAt(file, line) {
    return file === undefined || line === undefined ? undefined : { file, line };
}
/**
 * A finding of BuildKit's own, whose words are `RULE: WHAT (line N)`. Its other warnings have no name; they get one, so
 * that they can be silenced too.
 */
function fromBuildKit({ message, place, url }) {
    const [, rule = 'BuildKitWarning', words = message] = /^((?=\w*[a-z][A-Z])[A-Z][A-Za-z]+): (.+)$/s.exec(message) ?? [];
    return {
        rule,
        message: place === undefined ? words : words.replace(/ \(line \d+\)$/, ''),
        cure: 'write it as the rule asks for',
        place,
        ...(url !== undefined && { url }),
    };
}
/** The variables that BuildKit's findings name. Those that the user has silenced tell nobody anything: leave them out. */
function secretsTold(findings) {
    return findings
        .filter(({ rule }) => rule === 'SecretsUsedInArgOrEnv')
        .flatMap(({ message }) => /\((?:ARG|ENV) "([^"]+)"\)/.exec(message)?.[1] ?? []);
}
/** Applies `lint` and `lint-ignore`. Case does not matter in names. */
function applyLint({ level, ignore }, findings) {
    if (level === 'off')
        return { findings: [], silenced: 0, failed: false, notes: [] };
    const silent = new Set(ignore.map((name) => name.toLowerCase()));
    const left = findings.filter(({ rule }) => !silent.has(rule.toLowerCase()));
    return {
        findings: left,
        silenced: findings.length - left.length,
        failed: level === 'error' && left.length > 0,
        notes: unknownNames(ignore, findings),
    };
}
const ownRules = [
    'RunsAsRoot',
    'NoHealthCheck',
    'BaseNotPinned',
    'SecretInImage',
    'TestStageInImage',
    'BuildKitWarning',
];
/** As docs.docker.com/reference/build-checks lists them; a later one is known as soon as it finds something. */
const rulesOfBuildKit = [
    'ConsistentInstructionCasing',
    'CopyIgnoredFile',
    'DuplicateStageName',
    'ExposeInvalidFormat',
    'ExposeProtoCasing',
    'FromAsCasing',
    'FromPlatformFlagConstDisallowed',
    'InvalidBaseImagePlatform',
    'InvalidDefaultArgInFrom',
    'InvalidDefinitionDescription',
    'JSONArgsRecommended',
    'LegacyKeyValueFormat',
    'MaintainerDeprecated',
    'MultipleInstructionsDisallowed',
    'NoEmptyContinuation',
    'RedundantTargetPlatform',
    'ReservedStageName',
    'SecretsUsedInArgOrEnv',
    'StageNameCasing',
    'UndefinedArgInFrom',
    'UndefinedVar',
    'WorkdirRelativePath',
];
/** A slip of the finger would silence nothing, and nobody would see why. */
function unknownNames(ignore, findings) {
    const known = [...ownRules, ...rulesOfBuildKit, ...findings.map(({ rule }) => rule)];
    const lower = known.map((name) => name.toLowerCase());
    return ignore
        .filter((name) => !lower.includes(name.toLowerCase()))
        .map((name) => {
        const near = known[lower.indexOf((0,nearest/* nearest */.p)(name, lower) ?? '')];
        const hint = near === undefined ? '' : `; did you mean ${near}?`;
        return `\`lint-ignore\` names ${name}, which is no rule that is known here${hint}`;
    });
}

;// CONCATENATED MODULE: ./build/read/image-history.js
/** Reads the `Env` of an image's configuration: `NAME=VALUE` each. */
function readEnvironment(env) {
    return env.flatMap((entry) => splitPair(entry));
}
/**
 * Reads `docker image history --no-trunc --format json`, an object a line, or the engine's answer to
 * `/images/NAME/history`, which is an array of them. Gives the variables that ARG, ENV and RUN wrote into it, newest
 * first.
 *
 * Values stand there without quotes: `ARG A=1 B=two words`. The first name of a line is certain; what looks like another
 * one may be a piece of a value, so only `known` names, and those that are certain elsewhere, are taken for names.
 */
function readHistory(text, known) {
    const lines = parseEntries(text).map((entry) => entry?.CreatedBy ?? '');
    const names = new Set([...known, ...lines.flatMap((line) => /^[^\s=]+/.exec(declared(line) ?? '') ?? [])]);
    return lines.flatMap((line) => {
        const declaration = declared(line);
        return declaration === undefined ? readRun(line, names) : readPairs(declaration, names);
    });
}
/** What is behind ARG or ENV. The builder before BuildKit wrote `/bin/sh -c #(nop)  ARG A=1`, as base images still show. */
function declared(line) {
    return /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:ARG|ENV) (.*)$/s.exec(line)?.[1];
}
/**
 * `RUN |2 A=1 B=two words /bin/sh -c …`. BuildKit only repeats here what its ARG says; the builder before it wrote the
 * values nowhere else, and no RUN. The last value ends where the shell begins; without a shell nobody knows.
 */
function readRun(line, names) {
    const [, count, rest = ''] = /^(?:RUN )?\|(\d+) (.*)$/s.exec(line) ?? [];
    const shell = / (?:\/\S+ -|cmd \/).*$/s;
    return readPairs(rest, names)
        .slice(0, Number(count ?? 0))
        .flatMap(({ key, value }, index, { length }) => {
        if (index < length - 1)
            return [{ key, value }];
        return shell.test(value) ? [{ key, value: value.replace(shell, '') }] : [];
    });
}
/** An answer of another shape has no variables: lint must not end a build that is good. */
function parseEntries(text) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
        return lines.flatMap((line) => JSON.parse(line));
    }
    catch {
        return [];
    }
}
function readPairs(text, known) {
    const starts = [...text.matchAll(/(?<=^| )[^\s=]+(?==)/g)].filter(({ 0: name, index }) => {
        return index === 0 || known.has(name);
    });
    return starts.flatMap(({ index }, position) => splitPair(text.slice(index, starts[position + 1]?.index).trimEnd()));
}
function splitPair(text) {
    const equals = text.indexOf('=');
    return equals < 1 ? [] : [{ key: text.slice(0, equals), value: text.slice(equals + 1) }];
}

// EXTERNAL MODULE: ./build/report/text.js
var report_text = __nccwpck_require__(3920);
;// CONCATENATED MODULE: ./build/stages/gates/lint.js
/** Looks at the image that was built, and at what BuildKit said of its Dockerfile. */





/** What is found and whether it shuts the gate. */
async function runLint({ plan, dockerfile, warnings, image }, world) {
    const { policy, stages, target, testTarget, needsHealthCheck } = plan;
    const environment = readEnvironment(image.environment);
    const declared = stages.flatMap(({ variables }) => variables.map(({ name }) => name));
    const known = [...declared, ...environment.map(({ key }) => key), ...plan.buildArgs.map(({ key }) => key)];
    const variables = {
        environment,
        history: readHistory(image.history ?? (await imageHistory(image.id, world)), known),
        provenance: plan.inProvenance,
    };
    const ofBuildKit = warnings.map(fromBuildKit);
    const own = judgeImage({
        dockerfile,
        stages,
        target,
        testTarget,
        needsHealthCheck,
        variables,
        user: image.user,
        healthCheck: image.healthCheck,
        told: secretsTold(applyLint(policy, ofBuildKit).findings),
    });
    const { findings, silenced, failed, notes } = applyLint(policy, [...ofBuildKit, ...own]);
    for (const note of notes)
        world.log.line(note);
    const ignored = silenced === 0 ? '' : `, ${silenced} ignored`;
    const count = findings.length === 0 ? 'nothing found' : (0,report_text/* counted */.hS)(findings.length, 'warning');
    return { detail: `${count}${ignored}`, findings, failed };
}
/** An engine that does not tell it has nothing to be found in it. */
async function imageHistory(digest, world) {
    const argv = ['docker', 'image', 'history', '--no-trunc', '--format=json', digest];
    const finished = await world.run({ title: "Read the image's history", argv });
    return finished.exitCode === 0 ? finished.stdout : '';
}
/** The error of a shut gate: the first finding is the headline, all are annotations. */
function lintError({ detail, findings }) {
    const first = findings[0];
    const more = findings.length > 1 ? `, and ${findings.length - 1} more` : '';
    const message = first === undefined ? detail : `${first.rule}: ${first.message}${more}`;
    return new errors/* ToolError */.v4(message, {
        cure: (0,failure/* cureOf */.XZ)(first?.cure, 'leave a rule out with `lint-ignore`, or write lint: warn'),
        findings,
    });
}

;// CONCATENATED MODULE: ./build/read/globs.js
/** Paths with `*`, `?` and `**`, as test reports are named. */
/** Without a wildcard it is that file, or every XML file in and below that folder. */
function readPattern(text) {
    const words = text.split('/');
    const first = words.findIndex((word) => /[*?]/.test(word));
    if (first < 0)
        return { base: text, matches: (path) => path === '' || path.toLowerCase().endsWith('.xml') };
    const base = words.slice(0, first).join('/') || (text.startsWith('/') ? '/' : '.');
    const rest = words.slice(first);
    return {
        base,
        // A folder is in no list, so `**` at the end means everything below.
        matches: (path) => path !== '' && fits(path.split('/'), rest, (word) => word === '**', fitsWord),
    };
}
/** Whether a whole word fits a pattern, whose `*` takes any characters and whose `?` takes one. */
function fitsWord(word, pattern) {
    return fits([...word], [...pattern], (sign) => sign === '*', (character, sign) => sign === '?' || sign === character);
}
/**
 * Whether all items fit all signs, where a wild sign takes any number of items. It only ever gives more items to the
 * last wild sign, so its time is at most the product of both lengths; a regular expression could take forever.
 */
function fits(items, signs, isWild, fitsOne) {
    let at = 0;
    let sign = 0;
    let wild;
    while (at < items.length) {
        const [item, wanted] = [items[at], signs[sign]];
        if (wanted !== undefined && isWild(wanted)) {
            wild = { sign, taken: at };
            sign += 1;
        }
        else if (item !== undefined && wanted !== undefined && fitsOne(item, wanted)) {
            at += 1;
            sign += 1;
        }
        else if (wild !== undefined) {
            wild = { sign: wild.sign, taken: wild.taken + 1 };
            at = wild.taken;
            sign = wild.sign + 1;
        }
        else
            return false;
    }
    return signs.slice(sign).every(isWild);
}

;// CONCATENATED MODULE: ./build/read/test-reports/map-place.js
/** To be made once, as looking through all files for every failure takes long in a large repository. */
function sourceFiles(paths) {
    const byName = new Map();
    for (const path of paths) {
        const name = lastName(path);
        const sameName = byName.get(name);
        if (sameName === undefined)
            byName.set(name, [path]);
        else
            sameName.push(path);
    }
    return byName;
}
/**
 * Finds the file that a report means: below a root, else the one file that ends like the path (the longest end that
 * any file has: `com/acme/FooTest.java` is `src/test/java/com/acme/FooTest.java`). Undefined when there is none or a
 * choice, since an annotation on the wrong file is worse than none. Without a line it is the first.
 */
function mapPlace(place, roots, files) {
    const path = normal(place.file);
    const file = belowRoot(path, roots, files) ?? byEnd(path, files);
    return file === undefined ? undefined : { file, line: Math.max(1, place.line ?? 1) };
}
function belowRoot(path, roots, files) {
    const candidates = roots.flatMap((root) => {
        const inside = relativeTo(path, normal(root.container));
        return inside === undefined ? [] : [normal(root.repository === '' ? inside : `${root.repository}/${inside}`)];
    });
    const found = new Set(candidates.filter((candidate) => files.get(lastName(candidate))?.includes(candidate)));
    return onlyOne([...found]);
}
/** A relative path is relative to the folder where the tests ran, which is mostly the root. */
function relativeTo(path, root) {
    if (!isAbsolute(path))
        return path;
    const folder = root.endsWith('/') ? root : `${root}/`;
    return path.startsWith(folder) ? path.slice(folder.length) : undefined;
}
/** An absolute path that shares nothing but its last name with a file is somebody else's, such as a library's index.js. */
function byEnd(path, files) {
    const words = path.split('/').filter((word) => word !== '');
    const shortest = isAbsolute(path) ? 2 : 1;
    for (let length = words.length; length >= shortest; length -= 1) {
        const end = words.slice(-length).join('/');
        const fitting = (files.get(lastName(path)) ?? []).filter((file) => file === end || file.endsWith(`/${end}`));
        if (fitting.length > 0)
            return onlyOne(fitting);
    }
    return undefined;
}
function onlyOne(paths) {
    return paths.length === 1 ? paths[0] : undefined;
}
function lastName(path) {
    return path.slice(path.lastIndexOf('/') + 1);
}
function isAbsolute(path) {
    return /^(?:\/|[A-Za-z]:)/.test(path);
}
/** With `/`, without `.` and `..`. */
function normal(path) {
    const words = [];
    for (const word of path.replace(/\\/g, '/').split('/')) {
        if (word === '..')
            words.pop();
        else if (word !== '.' && word !== '')
            words.push(word);
    }
    return `${/^[\\/]/.test(path) ? '/' : ''}${words.join('/')}`;
}

;// CONCATENATED MODULE: ./build/read/test-reports/source-place.js
const extensions = '[cm]?[jt]sx?|vue|svelte|py|rb|go|rs|php|phpt|java|kts?|scala|groovy|cs|fs|vb|swift|mm?|cc?|cpp|cxx|hh?|hpp|exs?|erl|cljs?|dart|lua|p[lm]|t|sh|bats|feature|hs|mli?|zig|nim|jl|r';
const sourceFile = new RegExp(`^[^\\s:]+\\.(?:${extensions})$`, 'i');
/** `src/a.test.ts:41:7`, `/app/tests/FooTest.php:33`, `file:///app/a.mjs:3:1`, `C:\app\a.cs:3`, anywhere in a line. */
const pathAndLine = new RegExp(`(?:^|[\\s("'<])((?:file://|[A-Za-z]:)?[^\\s"'<>()|*?:]+\\.(?:${extensions})):(?:line )?(\\d+)`, 'i');
/** `File "x.py", line 12` */
const python = /\bFile "([^"]+)", line (\d+)/;
/** `#0 /app/src/a.php(33)` */
const phpTrace = /(?:^|\s)(\/\S+\.php)\((\d+)\)/;
/** `at app//com.acme.BasketTest$Empty.isFree(BasketTest.java:41)`: the package is the folder. */
const java = /^\s*at (?:[\w.@-]*\/)*([\w$]+(?:\.[\w$]+)*)\.[^(]*\(([\w$-]+\.(?:java|kt|scala|groovy)):(\d+)\)/;
/** Code of others: packages, standard libraries, and the test tools of the JVM, which stand on top of every trace there. */
const foreign = /(?:^|[\\/])(?:node_modules|site-packages|dist-packages|vendor|gems|rustc|\.cargo[\\/]registry|go[\\/]pkg[\\/]mod|python3\.\d+)[\\/]|^[\\/]usr[\\/]|^<|^(?:java|javax|jdk|sun|kotlin|scala|groovy|junit|org[\\/](?:junit|opentest4j|assertj|hamcrest|mockito|testng|apache[\\/]maven|gradle|codehaus[\\/]groovy|spockframework|springframework))[\\/]/;
/** Longer lines are data, not frames. */
const longestLine = 1000;
/**
 * A line within the test's own file is taken before any other, since that is where the test is read; then the first
 * line that is the project's. `texts` are searched in order.
 */
function findPlace(texts, origin) {
    const file = fileOf(origin);
    const frames = texts.flatMap((text) => text.split('\n')).flatMap((line) => readFrame(line, origin.className));
    const own = frames.find((frame) => isOwn(frame, file, origin.className));
    if (own !== undefined)
        return own;
    if (file !== '')
        return { file, line: origin.line };
    return frames.find((frame) => !foreign.test(frame.file));
}
/** Vitest has the file as the class, others (by option) as the suite. */
function fileOf({ file, className }) {
    if (file !== '')
        return file;
    return sourceFile.test(className) && /[\\/]/.test(className) ? className : '';
}
function readFrame(line, className) {
    if (line.length > longestLine)
        return [];
    const ofJava = java.exec(line);
    if (ofJava !== null)
        return [javaFrame(ofJava)];
    const [, path, number] = python.exec(line) ?? phpTrace.exec(line) ?? pathAndLine.exec(line) ?? [];
    if (path === undefined)
        return [];
    const file = path.replace(/^file:\/\//i, '').replace(/^(?:\.[\\/])+/, '');
    return [{ file: withPackageOfGo(file, className), line: Number(number) }];
}
function javaFrame([, qualifiedClass = '', fileName = '', line]) {
    const folders = qualifiedClass.split('.').slice(0, -1);
    return { file: [...folders, fileName].join('/'), line: Number(line) };
}
/** Go prints the bare name of the file; the package, which reports have as the class, is its folder. */
function withPackageOfGo(file, className) {
    return /^[^\\/]+\.go$/.test(file) && className.includes('/') ? `${className}/${file}` : file;
}
/** Without a file the class tells it: `tests.test_basket.TestTotal` is of `tests/test_basket.py`, `A.BasketTests` of `BasketTests.cs`. */
function isOwn(frame, file, className) {
    if (file !== '')
        return sameEnd(frame.file, file);
    const dotted = frame.file.replace(/\.[^.]*$/, '').replace(/[\\/]/g, '.');
    const outerClass = className.replace(/[$+].*/, '');
    return outerClass === dotted || outerClass.startsWith(`${dotted}.`) || lastWord(outerClass) === lastWord(dotted);
}
function lastWord(dotted) {
    return dotted.slice(dotted.lastIndexOf('.') + 1);
}
/** One is the other, or its end: one of both is mostly relative. */
function sameEnd(one, other) {
    const [long, short] = [one, other].map((path) => `/${path.replace(/\\/g, '/').replace(/^(?:\.?\/)+/, '')}`);
    return long !== undefined && short !== undefined && (long.endsWith(short) || short.endsWith(long));
}

;// CONCATENATED MODULE: ./build/read/test-reports/text.js
/** What reports carry as text -> what a person reads. */
/** Colours, as they are and as reporters escape what XML cannot hold: `&#x1b;` (left by sax), `#x1B` (pytest). */
const colour = new RegExp(`(?:${String.fromCharCode(27)}|&?#x1b;?|&#27;)\\[[\\d;]*[mK]`, 'gi');
/** What a reporter says of every failure; the reason is in the text then. `panicked at` is Rust's, its reason follows. */
const emptyWords = /^(?:failed|failure|error)?$|panicked at \S+$/i;
/** A line of a stack trace, behind which no reason follows; and what Go prints around every test. */
const text_frame = /^\s*(?:at |❯ |File "|stack backtrace:|note: run with `RUST_|goroutine \d)|^[^\s:]*\/[^\s:]+:\d+$/;
const frameOfGo = /^\s*(?:=== |--- )/;
const mostLines = 10;
/** Text without colours, without the newlines of Windows, without white space at its ends, cut to a length in characters. */
function plain(text, length) {
    return cut(text.replace(colour, '').replace(/\r\n?/g, '\n').trim(), length);
}
/**
 * What a failure says in its first words: the report's message, or the lines of its text before the stack trace when
 * the message says nothing. `title` is how some tools (PHPUnit) begin the text: the test's name, which is known.
 */
function firstWords(message, text, title) {
    const given = plain(message, 500);
    if (!emptyWords.test(given))
        return cut(given.split('\n').slice(0, mostLines).join('\n'), 500);
    const lines = plain(text, 4000).split('\n');
    const [first = ''] = lines;
    const reason = lines.slice(title !== '' && first.startsWith(title) ? 1 : 0).filter((line) => !frameOfGo.test(line));
    const end = reason.findIndex((line) => text_frame.test(line));
    const words = reason.slice(0, end === -1 ? mostLines : Math.min(end, mostLines)).join('\n');
    return plain(words, 500) || given;
}
/** Cuts by characters, not in the middle of one that takes two places in a string. */
function cut(text, length) {
    if (text.length <= length)
        return text;
    const kept = text.slice(0, length - 1);
    return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

;// CONCATENATED MODULE: ./build/read/test-reports/cases.js


const attributeNames = new Set([
    'name',
    'classname',
    'file',
    'line',
    'time',
    'message',
    'status',
]);
/** The characters of a text that are kept while it is read; the rest is passed over. */
const longestText = 16_000;
const longestDetail = 4000;
const longestName = 300;
/** Takes elements in the order of the file and hands on each test case when it ends. */
class CaseReader {
    #found;
    #open = [];
    #suites = [];
    #case;
    /** Whose text is being read. */
    #problem;
    constructor(found) {
        this.#found = found;
    }
    /** The elements that are open, outermost first. */
    get path() {
        return this.#open;
    }
    open(element, attributes) {
        const parent = this.#open.at(-1);
        this.#open.push(element);
        this.#problem = undefined;
        if (element === 'testsuite' || element === 'testsuites') {
            // The name of the outermost element is the tool's or the project's, no group of tests.
            this.#suites.push({ name: element === 'testsuite' ? (attributes.name ?? '') : '', file: attributes.file ?? '' });
        }
        else if (element === 'testcase') {
            this.#case ??= this.#begin(attributes);
        }
        else if (parent === 'testcase') {
            this.#openInCase(element, attributes);
        }
        else if (element === 'failure' || element === 'error') {
            this.#openInSuite(parent, attributes);
        }
    }
    text(text) {
        if (this.#problem === undefined)
            return;
        const room = longestText - this.#problem.text.length;
        if (room > 0)
            this.#problem.text += text.slice(0, room);
    }
    close(element) {
        const depth = this.#open.length;
        this.#open.pop();
        this.#problem = undefined;
        if (element === 'testsuite' || element === 'testsuites')
            this.#suites.pop();
        if (this.#case?.depth !== depth)
            return;
        const ended = this.#case;
        this.#case = undefined;
        this.#found(readCase(ended, this.#suites));
    }
    #begin(attributes) {
        // GoogleTest lists disabled tests so, without an element.
        const skipped = /^(?:notrun|skipped|disabled)$/i.test(attributes.status ?? '');
        return { attributes, depth: this.#open.length, failure: undefined, rerun: undefined, skipped };
    }
    #openInCase(element, attributes) {
        const current = this.#case;
        if (current === undefined)
            return;
        const problem = { message: attributes.message ?? '', text: '' };
        if (element === 'skipped')
            current.skipped = true;
        else if (element === 'failure' || element === 'error')
            this.#problem = current.failure ??= problem;
        else if (element === 'flakyFailure' || element === 'flakyError')
            this.#problem = current.rerun ??= problem;
    }
    /** A suite that failed without a test, such as in its set-up: one failed test more, or it would not be seen. */
    #openInSuite(parent, attributes) {
        if (this.#case !== undefined || (parent !== 'testsuite' && parent !== 'testsuites'))
            return;
        this.#case = this.#begin({ name: '(the suite itself)' });
        this.#problem = this.#case.failure = { message: attributes.message ?? '', text: '' };
    }
}
function readCase(ended, suites) {
    const { attributes, failure, rerun, skipped } = ended;
    const named = {
        suite: plain(suiteOf(attributes, suites), longestName),
        name: plain(attributes.name ?? '', longestName),
        seconds: readSeconds(attributes.time ?? ''),
    };
    if (failure !== undefined) {
        return { ...named, outcome: { kind: 'failed', failure: () => tellFailure(named, failure, ended, suites) } };
    }
    if (skipped)
        return { ...named, outcome: { kind: 'skipped' } };
    if (rerun === undefined)
        return { ...named, outcome: { kind: 'passed' } };
    return { ...named, outcome: { kind: 'flaky', message: firstWords(rerun.message, rerun.text, '') } };
}
function tellFailure({ suite, name }, { message, text }, { attributes }, suites) {
    return {
        suite,
        name,
        message: firstWords(message, text, `${attributes.classname ?? suite}::`),
        detail: plain(text, longestDetail),
        place: findPlace([text, message], originOf(attributes, suites)),
    };
}
/**
 * The class is the better name, as suites are often called after the tool; but node:test gives every test the class
 * `test`, and by their defaults jest-junit and mocha-junit-reporter repeat the test's name in it.
 */
function suiteOf({ classname = '', name = '' }, suites) {
    if (classname !== '' && classname !== 'test' && !name.endsWith(classname))
        return classname;
    return suites.flatMap((suite) => suite.name || []).join(' > ');
}
function originOf({ file, line, classname = '' }, suites) {
    const ownFile = file ?? suites.findLast((suite) => suite.file !== '')?.file ?? '';
    // pytest counts its lines from 0 (junit_family=xunit1; the attribute is its `location`).
    const ofPytest = ownFile.endsWith('.py') && suites.some((suite) => suite.name === 'pytest');
    const number = /^\d{1,9}$/.test(line ?? '') ? Number(line) + (ofPytest ? 1 : 0) : undefined;
    return { file: ownFile, line: number, className: classname };
}
/** Seconds as tools write them: `0.012`, `1,234.5` (Surefire), `0,012` (by the language of the machine), `1e-3`. */
function readSeconds(text) {
    const plainText = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/.test(text)
        ? text.replaceAll(',', '')
        : text.replace(',', '.');
    const seconds = Number(plainText);
    return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}

;// CONCATENATED MODULE: ./build/read/test-reports/unreadable.js
/** Ends the reading of one report. `message` is said behind the report's name: "is empty". */
class Unreadable extends Error {
    position;
    constructor(message, position, cause) {
        super(message, { cause });
        this.name = 'Unreadable';
        this.position = position;
    }
}

;// CONCATENATED MODULE: ./build/read/test-reports/encoding.js
/** The bytes of an XML file -> its text (XML 1.0, appendix F: byte order mark first, then the declaration). */

/** No report of a real suite comes near; a file beyond is a mistake or an attack. */
const mostBytes = 50 * 1024 * 1024;
/** Small, since a text is handed on at the end of a slice at the latest, and bad bytes are told by the slice. */
const sliceBytes = 16 * 1024;
/** A declaration of XML fits in. */
const headBytes = 256;
/**
 * Yields the text in pieces. Throws `Unreadable` for a file that is empty, too large, no XML or in an encoding that is
 * not known; for bytes that are not of the encoding, after the text before them.
 */
async function* decodeXml(chunks) {
    let decode;
    let head = new Uint8Array();
    for await (const slice of slicesOf(chunks)) {
        if (decode !== undefined) {
            yield* decode(slice);
            continue;
        }
        head = joined(head, slice);
        if (head.length < headBytes)
            continue;
        decode = decoderOf(head);
        yield* decode(head);
    }
    if (decode === undefined) {
        decode = decoderOf(head);
        yield* decode(head);
    }
    yield* decode(undefined);
}
async function* slicesOf(chunks) {
    let bytes = 0;
    for await (const chunk of chunks) {
        for (let start = 0; start < chunk.length; start += sliceBytes) {
            const slice = chunk.subarray(start, start + sliceBytes);
            bytes += slice.length;
            if (bytes > mostBytes) {
                throw new Unreadable(`is larger than ${mostBytes / 1024 / 1024} MB; what follows was not read`);
            }
            yield slice;
        }
    }
}
function joined(first, second) {
    const both = new Uint8Array(first.length + second.length);
    both.set(first);
    both.set(second, first.length);
    return both;
}
function decoderOf(head) {
    const encoding = encodingOf(head);
    const decoder = strictDecoder(encoding);
    return function* decode(bytes) {
        try {
            yield decoder.decode(bytes, { stream: bytes !== undefined });
        }
        catch {
            yield beforeBadBytes(bytes, encoding);
            throw new Unreadable(`holds bytes that are not ${encoding.toUpperCase()}, the encoding that it is written in`);
        }
    };
}
function strictDecoder(encoding) {
    try {
        return new TextDecoder(encoding, { fatal: true });
    }
    catch (error) {
        throw new Unreadable(`is written in the encoding "${encoding.slice(0, 40)}", which is not known`, undefined, error);
    }
}
/** The good text of a slice that could not be decoded: its test cases count. */
function beforeBadBytes(bytes, encoding) {
    const lossy = new TextDecoder(encoding).decode(bytes);
    return lossy.slice(0, Math.max(0, lossy.indexOf('\ufffd')));
}
const byteOrderMarks = [
    ['utf-8', 0xef, 0xbb, 0xbf],
    ['utf-16le', 0xff, 0xfe],
    ['utf-16be', 0xfe, 0xff],
    // No marks, but `<` in two bytes, with which such a file has to begin.
    ['utf-16le', 0x3c, 0x00],
    ['utf-16be', 0x00, 0x3c],
];
function encodingOf(head) {
    if (head.length === 0)
        throw new Unreadable('is empty');
    const marked = byteOrderMarks.find(([, ...mark]) => mark.every((byte, index) => head[index] === byte));
    if (marked !== undefined)
        return marked[0];
    const ascii = String.fromCharCode(...head.subarray(0, headBytes));
    if (/^\s*[^\s<]/.test(ascii))
        throw notXml(ascii);
    const declared = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']+)["']/.exec(ascii)?.[1] ?? 'utf-8';
    // Written from a string in memory, which was UTF-16 there: these bytes are not.
    return /^(?:utf-?16|ucs-?2)/i.test(declared) ? 'utf-8' : declared;
}
/** `beginning` is shown, since it mostly tells what the file really is: an error message, JSON, a log. */
function notXml(beginning) {
    const shown = beginning
        .trim()
        .slice(0, 30)
        .replace(/[^\x20-\x7e]+/g, '?');
    return new Unreadable(`is not XML, it begins with ${JSON.stringify(shown)}`, { line: 1, column: 1 });
}

;// CONCATENATED MODULE: ./build/read/test-reports/report.js



/** Over all reports of a tally. */
const mostCases = 1_000_000;
const deepest = 200;
/** Of one element; the parser is slow with very many. */
const mostAttributes = 1000;
/** Characters of an attribute that are kept. */
const longestAttribute = 4000;
/**
 * Reads one report. `file` is its name in messages. Whatever is wrong with it becomes a fault of the tally, and the
 * tests before it count; only an error of `chunks` itself is thrown.
 */
async function readReport(file, chunks, tally) {
    const before = tally.total;
    try {
        await parse(chunks, tally);
        if (tally.total === before)
            throw new Unreadable('holds no test cases');
    }
    catch (error) {
        if (!(error instanceof Unreadable))
            throw error;
        tally.addFault(file, error.message, error.position);
    }
}
async function parse(chunks, tally) {
    const { default: sax } = await __nccwpck_require__.e(/* import() */ 560).then(__nccwpck_require__.t.bind(__nccwpck_require__, 2560, 19));
    const parser = sax.parser(true, { strictEntities: true });
    const cases = new CaseReader((read) => {
        if (tally.total >= mostCases)
            throw new Unreadable(`goes beyond ${mostCases} test cases; the rest was not read`);
        tally.add(read);
    });
    const roots = listen(parser, cases);
    try {
        for await (const text of decodeXml(chunks))
            feed(parser, text);
    }
    catch (error) {
        // The decoder does not know where the parser stands, which is at the last good character.
        if (!(error instanceof Unreadable) || error.position !== undefined || parser.line + parser.column === 0)
            throw error;
        throw new Unreadable(error.message, positionOf(parser), error.cause);
    }
    const end = positionOf(parser);
    if (cases.path.length > 0)
        throw new Unreadable(`is not complete, it ends inside of <${cases.path.at(-1)}>`, end);
    if (roots() === 0)
        throw new Unreadable('ends before its first element', end);
    feed(parser, undefined);
}
/** Undefined is the end. The parser's own exceptions are faults of the report too, as no text may end the run. */
function feed(parser, text) {
    try {
        if (text === undefined)
            parser.close();
        else
            parser.write(text);
    }
    catch (error) {
        if (error instanceof Unreadable)
            throw error;
        throw new Unreadable(`is broken XML: ${firstLine(error)}`, positionOf(parser), error);
    }
}
/** Ties the parser's events to the reader of cases; gives how many root elements there were. */
function listen(parser, cases) {
    let roots = 0;
    let attributes = {};
    let attributeCount = 0;
    parser.onerror = (error) => {
        if (!canGoOn(parser, error))
            throw brokenBy(parser, error);
        parser.error = null;
    };
    parser.ondoctype = (doctype) => {
        // Such as the billion laughs, or a file of the machine. The parser would not follow them; said, not passed over.
        if (/<!ENTITY/i.test(doctype)) {
            throw new Unreadable('declares XML entities, which are never expanded here', positionOf(parser));
        }
    };
    parser.onopentagstart = () => {
        attributes = {};
        attributeCount = 0;
    };
    parser.onattribute = ({ name, value }) => {
        attributeCount += 1;
        if (attributeCount > mostAttributes)
            throw new Unreadable(`has more than ${mostAttributes} attributes in one element`);
        if (attributeNames.has(name))
            attributes[name] = value.slice(0, longestAttribute);
        // The parser's own list, which nobody reads.
        if (parser.tag !== null)
            parser.tag.attributes = {};
    };
    parser.onopentag = ({ name }) => {
        if (cases.path.length === 0) {
            roots += 1;
            checkRoot(localName(name), roots, positionOf(parser));
        }
        if (cases.path.length >= deepest) {
            throw new Unreadable(`nests more than ${deepest} elements into each other`, positionOf(parser));
        }
        cases.open(localName(name), attributes);
    };
    parser.onclosetag = (name) => cases.close(localName(name));
    parser.ontext = (text) => cases.text(text);
    parser.oncdata = (text) => cases.text(text);
    return () => roots;
}
function checkRoot(name, roots, position) {
    if (roots > 1)
        throw new Unreadable('has a second root element: several reports in one file', position);
    if (name === 'testsuites' || name === 'testsuite')
        return;
    const shown = name.slice(0, 40);
    throw new Unreadable(`is no JUnit report: its root is <${shown}>, not <testsuites> or <testsuite>`, position);
}
/**
 * Takes what does no harm: a value longer than the parser holds is cut, and a character that XML cannot have even when
 * it is escaped (`&#x1b;`, in colours that tools print) stays as it is written.
 */
function canGoOn(parser, error) {
    const [, buffer] = /^Max buffer length exceeded: (\w+)/.exec(error.message) ?? [];
    switch (buffer) {
        case 'attribValue':
        case 'comment':
        case 'procInstBody':
            parser[buffer] = parser[buffer].slice(0, longestAttribute);
            return true;
        default:
            return /^Invalid character entity/.test(error.message) && /^#(?:\d+|x[\da-f]+)$/i.test(parser.entity);
    }
}
function brokenBy(parser, error) {
    const words = firstLine(error);
    if (words === 'Non-whitespace before first tag')
        return notXml(parser.c);
    if (words.startsWith('Max buffer')) {
        return new Unreadable('has a name or declaration of more than 64 KB', positionOf(parser), error);
    }
    return new Unreadable(`is broken XML: ${words.slice(0, 1).toLowerCase()}${words.slice(1)}`, positionOf(parser), error);
}
function firstLine(error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return line.replace(/\.$/, '').slice(0, 200);
}
function positionOf(parser) {
    return { line: parser.line + 1, column: Math.max(1, parser.column) };
}
/** Without the prefix of its namespace. */
function localName(name) {
    return name.slice(name.indexOf(':') + 1);
}

;// CONCATENATED MODULE: ./build/read/test-reports/tally.js
/** As many as a person looks at; the others are counted. */
const mostFailures = 200;
const mostFlaky = 200;
const mostSlowest = 10;
/** Made once for a run, given to every report, asked for the results at the end. */
class TestTally {
    #failures = [];
    #flaky = [];
    #faults = [];
    #slowest = [];
    #passed = 0;
    #failed = 0;
    #skipped = 0;
    #flakyCount = 0;
    #seconds = 0;
    get total() {
        return this.#passed + this.#failed + this.#skipped;
    }
    add({ suite, name, seconds, outcome }) {
        this.#seconds += seconds;
        this.#rank({ suite, name, seconds });
        switch (outcome.kind) {
            case 'skipped':
                this.#skipped += 1;
                return;
            case 'failed':
                this.#failed += 1;
                if (this.#failures.length < mostFailures)
                    this.#failures.push(outcome.failure());
                return;
            case 'flaky':
                this.#passed += 1;
                this.#flakyCount += 1;
                if (this.#flaky.length < mostFlaky)
                    this.#flaky.push({ suite, name, message: outcome.message });
                return;
            case 'passed':
                this.#passed += 1;
        }
    }
    addFault(file, message, position) {
        this.#faults.push({ file, position, message });
    }
    results() {
        return {
            counts: {
                total: this.total,
                passed: this.#passed,
                failed: this.#failed,
                skipped: this.#skipped,
                flaky: this.#flakyCount,
                seconds: this.#seconds,
            },
            failures: this.#failures,
            unlistedFailures: this.#failed - this.#failures.length,
            slowest: this.#slowest,
            flaky: this.#flaky,
            faults: this.#faults,
        };
    }
    /** Of two that took equally long the first one stays before the second. */
    #rank(test) {
        const last = this.#slowest.at(-1);
        if (test.seconds === 0 || (this.#slowest.length === mostSlowest && test.seconds <= (last?.seconds ?? 0)))
            return;
        this.#slowest = [...this.#slowest, test].sort((one, other) => other.seconds - one.seconds).slice(0, mostSlowest);
    }
}

// EXTERNAL MODULE: ./build/stages/explain.js
var explain = __nccwpck_require__(665);
// EXTERNAL MODULE: ./build/stages/git.js
var git = __nccwpck_require__(5414);
;// CONCATENATED MODULE: ./build/stages/gates/reports.js
/** Reads the JUnit reports that tests left in their container, whether they passed or not. */







/** Copying out of a container; a folder of reports is small. */
const copySeconds = 120;
const mostFiles = 1000;
/** Gives what the reports tell; undefined when none were asked for. What is wrong with one is in the outcome's faults. */
async function readTestReports({ plan, containers }, world) {
    const { reports, folder } = plan.gates;
    if (reports.length === 0)
        return undefined;
    const tally = new TestTally();
    const roots = [];
    const unread = new Map(reports.map((report) => [report, 'no test ran that could leave it']));
    for (const [index, container] of containers.entries()) {
        const workingFolder = await readWorkingFolder(container, world);
        roots.push({ container: workingFolder, repository: '' });
        for (const [number, report] of reports.entries()) {
            const to = `${folder}/reports-${index}-${number}`;
            const fault = await readOne({ container, workingFolder, report, to }, tally, world);
            // With two places where tests ran, each report is of one of them.
            if (fault === undefined)
                unread.delete(report);
            else if (unread.has(report))
                unread.set(report, fault);
        }
    }
    for (const [report, fault] of unread)
        tally.addFault(report, fault, undefined);
    const tests = await withSources(tally, roots, plan, world);
    return { tests, missing: missingReport([...unread][0]) };
}
/** Gives why not one file of the report could be read. */
async function readOne(one, tally, world) {
    const { report, to } = one;
    const { base, matches } = readPattern(report);
    const fault = await copyOut(one, base, world);
    if (fault !== undefined)
        return fault;
    const listed = await orFault(() => world.files.list(to));
    if ('fault' in listed)
        return listed.fault;
    const found = listed.value
        .filter((entry) => matches(entry.path))
        .map(({ path, kind }) => ({ path, kind, name: path === '' ? report : `${base}/${path}` }));
    if (found.length === 0)
        return notThere;
    if (found.length > mostFiles)
        tally.addFault(report, `means ${found.length} files; ${mostFiles} are read`, undefined);
    return readAll(found.slice(0, mostFiles), to, tally, world);
}
/** Gives what is wrong with the last one when none could be read; else what is wrong is a fault of each. */
async function readAll(found, to, tally, world) {
    const faults = [];
    for (const entry of found) {
        const fault = await readEntry(entry, entry.path === '' ? to : `${to}/${entry.path}`, tally, world);
        if (fault !== undefined)
            faults.push([entry.name, fault]);
    }
    if (faults.length === found.length)
        return faults.at(-1)?.[1];
    for (const [name, fault] of faults)
        tally.addFault(name, fault, undefined);
    return undefined;
}
async function readEntry({ name, kind }, path, tally, world) {
    if (kind === 'link')
        return 'is a link, which is not followed';
    if (kind === 'other')
        return 'is no regular file';
    const done = await orFault(() => readReport(name, world.files.stream(path), tally));
    return 'fault' in done ? done.fault : undefined;
}
/** What a test leaves may have rights or a name with which nobody can read it. */
async function orFault(work) {
    try {
        return { value: await work() };
    }
    catch (error) {
        if (!(error instanceof Error) || !('code' in error))
            throw error;
        return { fault: `cannot be read: ${error.message}` };
    }
}
const notThere = 'is not there';
/** Gives what went wrong, as the rest of a sentence. */
async function copyOut({ container, workingFolder, to }, base, world) {
    const path = base.startsWith('/') ? base : `${workingFolder.replace(/\/$/, '')}/${base}`;
    const argv = ['docker', 'cp', `${container}:${path}`, to];
    const finished = await world.run({ title: 'Copy the test reports', argv }, { limitSeconds: copySeconds });
    if (finished.exitCode === 0)
        return undefined;
    if (/could not find the file|no such file/i.test(finished.stderr))
        return notThere;
    return `cannot be copied: ${finished.timedOut ? `it took over ${copySeconds} s` : (0,explain/* lastWords */.aN)(finished.stderr)}`;
}
/**
 * The exit code of tests that a stage kept in a file `exit-code` beside its reports, so that the stage succeeds and the
 * reports of failed tests are not lost with it. Undefined when there is no such file.
 */
async function readKeptExitCode(plan, container, world) {
    const workingFolder = await readWorkingFolder(container, world);
    const folders = new Set(plan.gates.reports.map(folderOf));
    for (const [index, folder] of [...folders].entries()) {
        const report = `${folder}/exit-code`;
        const to = `${plan.gates.folder}/exit-code-${index}`;
        const fault = await copyOut({ container, workingFolder, report, to }, report, world);
        if (fault !== undefined || (await world.files.list(to))[0]?.kind !== 'file')
            continue;
        return { file: report, text: (await world.files.read(to)).trim().slice(0, 20) };
    }
    return undefined;
}
/** Of a file its folder, of a folder or a pattern the part before the wildcard. */
function folderOf(report) {
    const { base } = readPattern(report);
    return base === report && /\.\w+$/.test(base) ? base.replace(/\/?[^/]*$/, '') || '.' : base;
}
async function readWorkingFolder(container, world) {
    const argv = ['docker', 'container', 'inspect', container];
    const finished = await world.run({ title: 'Look at the container', argv });
    if (finished.exitCode !== 0)
        throw new errors/* ToolError */.v4(`the container is gone: ${(0,explain/* lastWords */.aN)(finished.stderr)}`);
    const found = JSON.parse(finished.stdout)[0];
    return found?.Config?.WorkingDir || '/';
}
/** A report names files as the container has them; the repository's own are asked of git. */
async function withSources(tally, roots, plan, world) {
    const results = tally.results();
    const asked = results.failures.some(({ place }) => place !== undefined);
    const answer = asked ? await (0,git/* askGit */.gG)('List the files', ['ls-files', '-z'], world) : undefined;
    const known = answer !== undefined && answer.kind !== 'absent' && answer.exitCode === 0;
    const files = sourceFiles(known ? answer.stdout.split('\0') : []);
    const context = plan.build.context.replace(/^\.?\/?/, '').replace(/\/$/, '');
    const all = [...roots, ...roots.map(({ container }) => ({ container, repository: context }))];
    const failures = results.failures.map((failure) => {
        return { ...failure, source: failure.place && mapPlace(failure.place, all, files) };
    });
    return { ...results, failures };
}
/** Tests that passed and left no report that anybody could read, although one was asked for, may not have run at all. */
function missingReport(unread) {
    if (unread === undefined)
        return undefined;
    const [report, fault] = unread;
    return new errors/* ToolError */.v4(fault === notThere ? `the tests left no report ${report}` : `the report ${report} ${fault}`, {
        cure: 'check the path in `test-reports`: a relative one begins in the folder where the tests ran',
    });
}

// EXTERNAL MODULE: ./build/stages/gates/services.js
var services = __nccwpck_require__(2097);
// EXTERNAL MODULE: ./build/stages/health.js
var stages_health = __nccwpck_require__(4930);
;// CONCATENATED MODULE: ./build/stages/gates/smoke.js
/** Starts the image exactly as it was built, and waits until it is healthy. */



/** How often it is looked at. */
const pauseMilliseconds = 100;
const goodInARow = 2;
/** The image's own interval is made for months of running; here somebody waits. */
const healthInterval = ['--health-interval=300ms', '--health-start-period=1ms'];
/** Why there is nothing to ask the image; undefined when there is, or when somebody insists. */
function notAsked({ probe, optional }, { health }) {
    return probe.kind === 'own' && optional && health === undefined ? smoke_noHealthCheck : undefined;
}
const smoke_noHealthCheck = 'the image has no HEALTHCHECK';
/** Gives what to say of it. Rejects with a ToolError that says what the container answered last, and what it printed. */
async function runSmokeTest(run, world) {
    const { plan, gates, image, networks, platform } = run;
    const { probe } = plan;
    if (probe.kind === 'own' && image.health === undefined)
        throw new errors/* ToolError */.v4(smoke_noHealthCheck, { cure: 'add one to the Dockerfile, or set `smoke-path` or `smoke-command`' });
    const question = questionOf(probe, image);
    const environment = { values: plan.env, secrets: [] };
    const options = probe.kind === 'own' ? healthInterval : [];
    const { owner, folder } = gates;
    await (0,container/* createContainer */.g$)({
        name: plan.container,
        image: image.id,
        platform,
        labels: [(0,container/* labelOf */.Wy)(owner)],
        environment,
        networks,
        folder,
        options,
    }, world);
    await (0,container/* startContainer */.YI)(plan.container, world);
    return untilGood(question, plan, image, world);
}
function questionOf(probe, image) {
    switch (probe.kind) {
        case 'own':
            return { kind: 'own', text: 'HEALTHCHECK' };
        case 'http': {
            const port = probe.port ?? onlyPort(image);
            return { kind: 'http', text: `GET ${probe.path} on port ${port}`, path: probe.path, port };
        }
        case 'command':
            return {
                kind: 'command',
                text: `\`${probe.command.text}\``,
                words: probe.command.words,
            };
    }
}
function onlyPort({ ports }) {
    const [port] = ports;
    if (port !== undefined && ports.length === 1)
        return port;
    const why = ports.length === 0 ? 'the image exposes no port' : `the image exposes the ports ${ports.join(', ')}`;
    throw new errors/* ToolError */.v4(why, { cure: 'set `smoke-port`' });
}
async function untilGood(question, plan, image, world) {
    const { container, timeoutSeconds } = plan;
    const needed = question.kind === 'command' ? 1 : goodInARow;
    const { health } = image;
    const wish = { container, question, needed, timeoutSeconds, pauseMilliseconds, health, cures };
    const verdict = await (0,stages_health/* untilHealthy */.ym)(wish, world);
    if (!verdict.healthy)
        throw await unhealthy(verdict, plan, world);
    const after = `healthy after ${verdict.seconds.toFixed(1)} s`;
    const { kind, text } = question;
    return kind === 'http' ? `${text} answered ${goodInARow} times, ${after}` : `${text} passed, ${after}`;
}
/** What to do about each way not to be healthy. */
const cures = {
    dead: 'give it what it needs with `smoke-env` and `services`',
    silent: 'check `smoke-port`, and that the server listens on all addresses; `smoke-env` and `services` give it what it needs',
    status: 'see its answer below, or ask another `smoke-path`',
    own: 'see what its check said below; `smoke-env` and `services` give it what it needs',
    command: 'see what it said below',
    absent: 'take a command that the image has, or `smoke-path`',
};
async function unhealthy({ message, cure, body }, plan, world) {
    const printed = await (0,container/* containerLogs */.BX)(plan.container, world);
    const answer = body === undefined || body === '' ? [] : ['Last answer:', ...body.split('\n'), 'The container printed:'];
    return new errors/* ToolError */.v4(message, {
        cure,
        tail: [...answer, ...(printed.length > 0 ? printed : ['(it printed nothing)'])],
    });
}

// EXTERNAL MODULE: ./build/stages/log-tail.js
var log_tail = __nccwpck_require__(2383);
;// CONCATENATED MODULE: ./build/stages/gates/test-command.js
/** Runs the user's tests in a container of the tested stage, on the services' network. */





/** A program that ignores the end of its time is killed with its container. */
const graceSeconds = 2;
/** Gives what to say of it. Rejects with a ToolError when it fails; the container stays, for its reports. */
async function runTestCommand({ plan, gates, image, networks, platform }, world) {
    const { container: name, command, environment, timeoutSeconds } = plan;
    const [program, ...words] = command.words;
    const options = [`--entrypoint=${program}`];
    const { owner, folder } = gates;
    await (0,container/* createContainer */.g$)({ name, image, platform, labels: [(0,container/* labelOf */.Wy)(owner)], environment, networks, folder, options, command: words }, world);
    const tail = new log_tail/* LogTail */.J();
    const finished = await world.run({ title: 'Run the test command', argv: ['docker', 'start', '--attach', name] }, {
        limitSeconds: timeoutSeconds,
        onLine: (line) => {
            world.log.line((0,report_text/* quoted */.TL)(line));
            tail.add(Buffer.from(`${line}\n`));
        },
    });
    const said = `\`${command.text}\``;
    if (finished.timedOut) {
        await world.run({ title: 'End the tests', argv: ['docker', 'stop', `--timeout=${graceSeconds}`, name] });
        throw failed(`${said} did not end in ${timeoutSeconds} s`, 'make `test-timeout` longer, or find what waits', tail);
    }
    if (finished.exitCode === 0)
        return `${said} exited with 0`;
    const { outOfMemory, error } = await (0,container/* inspectContainer */.aH)(name, world);
    if (error !== '')
        throw failed(`${said} did not start: ${error}`, 'a command needs a shell in the image, or JSON: ["npm", "test"]', tail);
    const memory = outOfMemory ? ', killed for want of memory' : '';
    throw failed(`${said} exited with ${finished.exitCode}${memory}`, undefined, tail);
}
function failed(message, cure, tail) {
    const lines = tail.lines();
    const silent = lines.length === 0 ? 'it printed nothing' : undefined;
    return new errors/* ToolError */.v4(message, { cure: (0,failure/* cureOf */.XZ)(silent, cure), tail: lines });
}

;// CONCATENATED MODULE: ./build/stages/gates/gates.js
/** Everything that must pass between the build and the first tag, in order; the first failure ends it. */










/** Runs the gates one after the other. Rejects with the first failure, which names what ran before and what did not. */
async function runGates(subject, world) {
    const { plan } = subject;
    const findings = [];
    const results = plan.gates.stageReports.run ? [] : [builtStage(subject)];
    const gates = gatesOf(subject, findings, world);
    try {
        for (const [index, gate] of gates.entries()) {
            const { result, error } = await pass(gate, world);
            results.push(result);
            for (const line of (0,report_gates/* gateLines */.HN)([result]))
                world.log.line(line);
            if (error === undefined)
                continue;
            const because = `${gate.name} failed`;
            results.push(...gates.slice(index + 1).map(({ name }) => ({ gate: name, state: 'skipped', because })));
            const tests = await reportsOfFailure(plan, results, world);
            throw gateError(plan, gate.name, error, { gates: results, findings, tests });
        }
        const read = await readTestReports({ plan, containers: ranIn(plan, results) }, world);
        const outcome = { gates: results, findings, tests: read?.tests };
        if (read?.missing !== undefined)
            throw missingError(plan, read.missing, outcome);
        for (const line of outcome.tests === undefined ? [] : [...(0,report_tests/* testLines */.eq)(outcome.tests), ...(0,report_tests/* greenAnyway */.P1)(outcome.tests)])
            world.log.line(line);
        return outcome;
    }
    finally {
        if (startsContainers(plan))
            await (0,container/* removeContainers */.Dn)(containersOf(plan.gates), world);
    }
}
function startsContainers({ gates }) {
    return [gates.stageReports, gates.services, gates.command, gates.smoke].some(({ run }) => run);
}
/** The stage was built with the image, and its build is its test. */
function builtStage({ plan, buildSeconds: seconds }) {
    const { test } = plan;
    if (!test.run)
        return { gate: 'test stage', state: 'skipped', because: test.because };
    return { gate: 'test stage', state: 'passed', detail: `${test.target} was built with the image`, seconds };
}
/** Without its report a gate has not passed, whatever its exit code was. */
function missingError(plan, missing, outcome) {
    const name = testedBy(plan);
    const gates = outcome.gates.map((result) => {
        if (result.gate !== name || result.state === 'skipped')
            return result;
        return { gate: name, state: 'failed', because: missing.message, seconds: result.seconds };
    });
    return gateError(plan, name, missing, { ...outcome, gates });
}
/** What is wrong with the reports of tests that failed is nothing beside that. */
async function reportsOfFailure(plan, results, world) {
    const containers = ranIn(plan, results);
    if (containers.length === 0)
        return undefined;
    try {
        return (await readTestReports({ plan, containers }, world))?.tests;
    }
    catch (error) {
        if (error instanceof errors/* ToolError */.v4)
            return undefined;
        throw error;
    }
}
/** The gate whose reports are asked for. */
function testedBy({ gates }) {
    if (gates.stageReports.run)
        return 'test stage';
    return gates.command.run ? 'test command' : 'service tests';
}
/** Containers in which tests ran, well or not. */
function ranIn({ gates }, results) {
    const ran = (name) => results.some(({ gate, state }) => gate === name && state !== 'skipped');
    return [
        ...(ran('test stage') || ran('test command') ? [`${gates.owner}-test`] : []),
        ...(ran('service tests') ? [testContainer(gates.owner)] : []),
    ];
}
/** Removes what gates may have left, by the owner alone: the job's end knows no more. */
async function removeGates(owner, world) {
    const left = await (0,container/* ownContainers */.no)(owner, world);
    if (left.length > 0)
        await (0,container/* removeContainers */.Dn)(left, world);
    await (0,services/* removeServices */.R)(owner, world);
}
/** Names of the containers that a run may have started by itself. */
function containersOf({ owner, platforms }) {
    const own = platforms.flatMap((_, index) => [(0,container/* nameOn */.H6)(`${owner}-test`, index), (0,container/* nameOn */.H6)(`${owner}-smoke`, index)]);
    return [...(own.length > 0 ? own : [`${owner}-test`]), testContainer(owner)];
}
function testContainer(owner) {
    return `${owner}-sut`;
}
async function pass({ name, run }, world) {
    const start = world.now();
    const seconds = () => (world.now() - start) / 1000;
    try {
        const outcome = await run();
        if ('skipped' in outcome)
            return { result: { gate: name, state: 'skipped', because: outcome.skipped } };
        return { result: { gate: name, state: 'passed', detail: outcome.passed, seconds: seconds() } };
    }
    catch (error) {
        if (!(error instanceof errors/* ToolError */.v4))
            throw error;
        return { result: { gate: name, state: 'failed', because: error.message, seconds: seconds() }, error };
    }
}
function gateError(plan, name, error, outcome) {
    const { message, cure, tail } = error;
    const { tests } = outcome;
    const count = tests !== undefined && tests.counts.failed > 0 ? `, ${(0,report_tests/* failedOf */.ZA)(tests)}` : '';
    return new errors/* ToolError */.v4(`${(0,report_gates/* gateTitle */.KS)(name)} failed: ${message}${count}`, {
        ...outcome,
        cure: (0,failure/* gateCure */.NP)(plan, name, cure),
        tail,
        cause: error,
    });
}
function gatesOf(subject, findings, world) {
    const { services } = subject.plan.gates;
    return [
        lintGate(subject, findings, world),
        ...(subject.plan.gates.stageReports.run ? [stageGate(subject, world)] : []),
        ...(services.run ? [servicesGate(subject.services)] : []),
        testGate(subject, world),
        ...(services.run && services.hasTest ? [serviceTestsGate(subject, world)] : []),
        smokeGate(subject, world),
    ];
}
function lintGate({ plan, image, warnings }, findings, world) {
    const { lint } = plan.gates;
    return {
        name: 'lint',
        async run() {
            if (!lint.run)
                return { skipped: lint.because };
            const result = await runLint({ plan: lint, dockerfile: plan.build.dockerfile, warnings, image }, world);
            findings.push(...result.findings);
            if (result.failed)
                throw lintError(result);
            return { passed: result.detail };
        },
    };
}
/** The stage was built, which is its test; but it may have kept a failure for later, not to lose its reports. */
function stageGate({ plan, image: built }, world) {
    const { owner, folder, stageReports } = plan.gates;
    return {
        name: 'test stage',
        async run() {
            if (!stageReports.run)
                return { skipped: stageReports.because };
            const environment = { values: [], secrets: [] };
            const { container: name } = stageReports;
            const image = plan.build.testImage ?? built.id;
            await (0,container/* createContainer */.g$)({
                name,
                image,
                platform: plan.gates.platforms[0],
                labels: [(0,container/* labelOf */.Wy)(owner)],
                environment,
                networks: [],
                folder,
                command: ['/unused'],
            }, world);
            const kept = await readKeptExitCode(plan, name, world);
            if (kept === undefined)
                return { passed: 'it was built' };
            if (kept.text === '0')
                return { passed: `${kept.file} says 0` };
            throw new errors/* ToolError */.v4(`${kept.file} says ${kept.text === '' ? 'nothing' : kept.text}`);
        },
    };
}
function servicesGate({ start }) {
    return {
        name: 'services',
        async run() {
            const up = await start();
            return { passed: up.length === 0 ? 'there is none but the test' : up.join(', ') };
        },
    };
}
function testGate({ plan, image: built, services }, world) {
    const { gates, build } = plan;
    const { command } = gates;
    return {
        name: 'test command',
        async run() {
            if (!command.run)
                return { skipped: command.because };
            const image = (command.image === 'test' ? build.testImage : undefined) ?? built.id;
            const networks = networksOf(gates);
            const work = (platform, index) => {
                const own = { ...command, container: (0,container/* nameOn */.H6)(command.container, index) };
                const title = platform === undefined ? 'Test command' : `Test command on ${platform}`;
                return inGroup(title, () => runTestCommand({ plan: own, gates, image, networks, platform }, world), world);
            };
            return { passed: await withLogs(services, () => everywhere(command.platforms, work)) };
        },
    };
}
function serviceTestsGate({ plan, services }, world) {
    return {
        name: 'service tests',
        async run() {
            const work = () => services.runTest(testContainer(plan.gates.owner));
            await withLogs(services, () => inGroup('Tests of the compose file', work, world));
            return { passed: 'the service sut exited with 0' };
        },
    };
}
function smokeGate({ plan, image, services }, world) {
    const { gates } = plan;
    const { smoke } = gates;
    return {
        name: 'smoke test',
        async run() {
            if (!smoke.run)
                return { skipped: smoke.because };
            const networks = networksOf(gates);
            const because = notAsked(smoke, image);
            if (because !== undefined)
                return { skipped: because };
            const work = (platform, index) => {
                const own = { ...smoke, container: (0,container/* nameOn */.H6)(smoke.container, index) };
                return runSmokeTest({ plan: own, gates, image, networks, platform }, world);
            };
            return { passed: await withLogs(services, () => everywhere(gates.platforms, work)) };
        },
    };
}
/** On one platform after the other; what is said of several names each. */
async function everywhere(platforms, work) {
    const details = [];
    for (const [index, platform] of platforms.entries()) {
        const named = platforms.length > 1 ? `${platform}: ` : '';
        try {
            details.push(`${named}${await work(platform, index)}`);
        }
        catch (error) {
            if (!(error instanceof errors/* ToolError */.v4) || named === '')
                throw error;
            throw new errors/* ToolError */.v4(`${named}${error.message}`, { cure: error.cure, tail: error.tail, cause: error });
        }
    }
    return details.join('; ');
}
function networksOf({ services }) {
    return services.run ? services.networks : [];
}
/** A test that fails may have failed for what a service did. */
async function withLogs(services, work) {
    try {
        return await work();
    }
    catch (error) {
        if (error instanceof errors/* ToolError */.v4)
            await services.showLogs();
        throw error;
    }
}
async function inGroup(title, work, world) {
    world.log.group(title);
    try {
        return await work();
    }
    finally {
        world.log.endGroup();
    }
}


/***/ }),

/***/ 2097:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ openServices),
/* harmony export */   R: () => (/* binding */ removeServices)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _plan_compose_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(1146);
/* harmony import */ var _read_secret_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2409);
/* harmony import */ var _report_text_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3920);
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(665);
/** The containers that tests need: up beside the build, gone after it. */





/** How long the test of a compose file may take. */
const testSeconds = 20 * 60;
/** Starts nothing by itself. */
function openServices({ gates, build }, world) {
    const { services } = gates;
    if (!services.run)
        return none;
    const { project } = services;
    const ownFile = `${gates.folder}/services.json`;
    const env = (0,_plan_compose_js__WEBPACK_IMPORTED_MODULE_4__/* .composeVariables */ .OU)(services.env, build.candidate);
    const compose = (title, ...words) => ({
        title,
        argv: ['docker', 'compose', `--project-name=${project}`, `--file=${ownFile}`, '--ansi=never', ...words],
        env,
        bare: true,
    });
    let started;
    let stopped;
    return {
        start: () => {
            started ??= start(services, { ownFile, compose }, world);
            return started;
        },
        runTest: (container) => runTest(container, compose, world),
        showLogs: () => showLogs(compose, world),
        stop: () => {
            stopped ??= started === undefined ? Promise.resolve(true) : stop(project, started, world);
            return stopped;
        },
    };
}
const none = {
    start: async () => [],
    runTest: async () => undefined,
    showLogs: async () => undefined,
    stop: async () => true,
};
async function start(plan, { ownFile, compose }, world) {
    await world.files.writeSecret(ownFile, (0,_read_secret_js__WEBPACK_IMPORTED_MODULE_1__/* .sealed */ .J)(JSON.stringify(plan.model)));
    if (plan.names.length === 0)
        return [];
    const wait = [`--wait-timeout=${Math.ceil(plan.timeoutSeconds)}`, '--quiet-pull', ...plan.names];
    const finished = await world.run(compose('Start the services', 'up', '--detach', '--wait', ...wait));
    const listed = await list(compose, world);
    // One without a health check counts as up for compose as soon as it was started, and may have ended since.
    if (finished.exitCode !== 0 || listed.some(isTrouble) || listed.length < plan.names.length)
        throw await explainServices(plan, { compose, listed, stderr: finished.stderr }, world);
    return listed.map(({ Service = '', Health }) => `${Service} ${Health === 'healthy' ? 'healthy' : 'running'}`);
}
async function list(compose, world) {
    const finished = await world.run(compose('List the services', 'ps', '--all', '--format=json'));
    return finished.stdout.split('\n').flatMap((line) => (line.startsWith('{') ? JSON.parse(line) : []));
}
/** Says which service is the trouble and shows what it printed. One that has done its work is none beside others. */
async function explainServices(plan, { compose, listed, stderr }, world) {
    const troubles = listed.filter(isTrouble);
    const culprit = troubles.find((one) => one.Health === 'unhealthy' || (one.ExitCode ?? 0) !== 0) ?? troubles[0];
    if (culprit === undefined || culprit.State === 'created') {
        return notStarted(stderr);
    }
    const { Service = '', Health, State } = culprit;
    const lines = [...(await healthLog(culprit, world)), ...(await logsOf(compose, world, Service))];
    const tail = lines.length > 0 ? lines : ['(it printed nothing)'];
    if (State !== 'running')
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`the service ${Service} exited with ${culprit.ExitCode}`, {
            tail,
            cure: 'see what it printed; a service runs until the tests have ended',
        });
    const how = Health === 'unhealthy' ? 'is unhealthy' : `did not become healthy in ${plan.timeoutSeconds} s`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`the service ${Service} ${how}`, { tail, cure: 'check its healthcheck in the compose file' });
}
/** Compose says what is wrong in its last line, which is long where an image cannot be pulled. */
function notStarted(stderr) {
    if (stderr.trim() === '')
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4('compose started fewer services than the file names');
    const words = (0,_explain_js__WEBPACK_IMPORTED_MODULE_3__/* .lastWords */ .aN)(stderr);
    const known = (0,_explain_js__WEBPACK_IMPORTED_MODULE_3__/* .explain */ .WE)(words);
    const unpulled = /(?:resolve reference "|pull access denied for |manifest for )([^\s",]+)/.exec(words)?.[1];
    if (unpulled === undefined)
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(words, { cure: known?.cure });
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`the image ${unpulled} cannot be pulled${known === undefined ? '' : `: ${known.why}`}`, {
        cure: known?.cure ?? 'check its name in the compose file',
        tail: [words],
    });
}
function isTrouble({ State, Health = '' }) {
    return State !== 'running' || (Health !== '' && Health !== 'healthy');
}
async function healthLog({ Name = '' }, world) {
    const argv = ['docker', 'container', 'inspect', Name];
    const finished = await world.run({ title: 'Look at the service', argv });
    if (finished.exitCode !== 0)
        return [];
    const log = JSON.parse(finished.stdout)[0]?.State?.Health?.Log ?? [];
    const output = log?.at(-1)?.Output?.trim() ?? '';
    return output === '' ? [] : ['Its health check said:', ...output.split('\n'), 'It printed:'];
}
async function logsOf(compose, world, ...services) {
    const lines = [];
    const words = ['--no-color', '--tail=50', ...(services.length === 1 ? ['--no-log-prefix'] : []), ...services];
    await world.run(compose("Read the services' logs", 'logs', ...words), {
        onLine: (line) => lines.push(line),
        limitSeconds: 10,
    });
    return lines;
}
async function showLogs(compose, world) {
    const lines = await logsOf(compose, world);
    if (lines.length === 0)
        return;
    world.log.group('Logs of the services');
    for (const line of lines)
        world.log.line((0,_report_text_js__WEBPACK_IMPORTED_MODULE_2__/* .quoted */ .TL)(line));
    world.log.endGroup();
}
async function runTest(container, compose, world) {
    const tail = [];
    const words = ['run', '--no-deps', '--no-TTY', `--name=${container}`, _plan_compose_js__WEBPACK_IMPORTED_MODULE_4__/* .testService */ .o1];
    const finished = await world.run(compose("Run the compose file's test", ...words), {
        limitSeconds: testSeconds,
        onLine: (line) => {
            world.log.line((0,_report_text_js__WEBPACK_IMPORTED_MODULE_2__/* .quoted */ .TL)(line));
            tail.push(line);
            if (tail.length > 100)
                tail.shift();
        },
    });
    if (finished.timedOut)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`the service ${_plan_compose_js__WEBPACK_IMPORTED_MODULE_4__/* .testService */ .o1} did not end in ${testSeconds} s`, { tail });
    if (finished.exitCode !== 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`the service ${_plan_compose_js__WEBPACK_IMPORTED_MODULE_4__/* .testService */ .o1} exited with ${finished.exitCode}`, { tail });
}
/** Services that are still coming up when a build fails are taken down at once, and what came up meanwhile after them. */
async function stop(project, started, world) {
    let coming = true;
    const ended = started
        .catch(() => undefined)
        .then(() => {
        coming = false;
    });
    const gone = await removeServices(project, world);
    const late = coming;
    await ended;
    return late ? removeServices(project, world) : gone;
}
/** By the project's name alone: the post step has no compose file any more. Says whether nothing is left. */
async function removeServices(project, world) {
    const words = [
        'compose',
        `--project-name=${project}`,
        'down',
        '--volumes',
        '--remove-orphans',
        '--timeout=0',
    ];
    const finished = await world.run({ title: 'Remove the services', argv: ['docker', ...words], bare: true }, { evenWhenCancelled: true });
    if (finished.exitCode === 0)
        return true;
    const message = `The services of this run could not be removed: ${(0,_explain_js__WEBPACK_IMPORTED_MODULE_3__/* .lastWords */ .aN)(finished.stderr)}; try docker ${words.slice(0, -1).join(' ')}`;
    world.log.annotate({ level: 'warning', message });
    return false;
}


/***/ }),

/***/ 5414:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   KB: () => (/* binding */ readClone),
/* harmony export */   WM: () => (/* binding */ isCommit),
/* harmony export */   Zz: () => (/* binding */ readRemote),
/* harmony export */   gG: () => (/* binding */ askGit)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/** Questions to git: the clone in the workspace, and the repository on the server. A runner without git answers nothing. */

const limitSeconds = 20;
/** Nobody is there to type a password; and what git says is quoted, so it is in the language of the log. */
const env = { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
/** Object names of SHA-1 and of SHA-256. */
function isCommit(text) {
    return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
/** Asks the clone in the workspace. Rejects only when the run is cancelled. */
async function askGit(title, words, world) {
    const command = { title, argv: ['git', ...words], env };
    try {
        return answerOf(await world.run(command, { limitSeconds }), words[0] ?? '');
    }
    catch (error) {
        if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4)
            return { kind: 'absent', words: 'git did not start' };
        throw error;
    }
}
function answerOf({ exitCode, stdout, stderr, timedOut }, verb) {
    const said = stderr.trim().split('\n')[0] ?? '';
    const ending = timedOut === true ? `took more than ${limitSeconds} s` : said || `ended with ${exitCode}`;
    return { kind: 'ended', exitCode: timedOut === true ? 124 : exitCode, stdout, words: `git ${verb}: ${ending}` };
}
/** How much history the workspace has; actions/checkout fetches one commit unless told otherwise. */
async function readClone(world) {
    const answer = await askGit('Look for a clone', ['rev-parse', '--is-shallow-repository'], world);
    if (answer.kind === 'absent')
        return { kind: 'none', words: answer.words };
    if (answer.exitCode !== 0)
        return { kind: 'none', words: 'there is no usable clone in the workspace' };
    if (answer.stdout.trim() === 'false')
        return { kind: 'whole' };
    return { kind: 'shallow', words: 'the clone is shallow (`fetch-depth: 0` for actions/checkout gets all of it)' };
}
/**
 * Refs of the run's repository as the server lists them. Whatever rights are needed come from the workspace's own git
 * configuration, where actions/checkout leaves them, so they are never words of a command line.
 */
async function readRemote(words, patterns, context, world) {
    const url = `${context.serverUrl}/${context.repository}`;
    const answer = await askGit(`List the refs of ${context.repository}`, ['ls-remote', ...words, url, ...patterns], world);
    if (answer.kind === 'absent' || answer.exitCode !== 0)
        return { kind: 'unknown', because: answer.words };
    const refs = [...answer.stdout.matchAll(/^([0-9a-f]+)\t(.+)$/gm)];
    return {
        kind: 'known',
        value: refs.map(([, commit = '', ref = '']) => ({ ref, commit })),
        from: 'git ls-remote',
    };
}


/***/ }),

/***/ 4930:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   ZT: () => (/* binding */ isUnhealthy),
/* harmony export */   oZ: () => (/* binding */ deathOf),
/* harmony export */   ym: () => (/* binding */ untilHealthy)
/* harmony export */ });
/* harmony import */ var _container_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7125);

/** How long one answer may take. */
const answerSeconds = 5;
/** A last question needs a moment, too. */
const leastSeconds = 0.2;
const shownCharacters = 500;
/** Looks and asks until there is a verdict. Rejects when the container is gone. */
async function untilHealthy(wish, world) {
    const { container, question, cures } = wish;
    const start = world.now();
    const seconds = () => (world.now() - start) / 1000;
    const good = [];
    for (;;) {
        const state = await (0,_container_js__WEBPACK_IMPORTED_MODULE_0__/* .inspectContainer */ .aH)(container, world);
        const dead = deathOf(state, wish.restarts);
        if (dead !== undefined)
            return { healthy: false, message: `the container ${dead}`, cure: cures.dead };
        const secondsLeft = Math.max(leastSeconds, Math.min(answerSeconds, wish.timeoutSeconds - seconds()));
        const seen = await ask(wish, state, secondsLeft, world);
        if (seen.kind === 'not-yet' && (seen.final || isOver(wish, state, seconds())))
            return { ...seen, healthy: false, message: lastSeen(question, seen, seconds()) };
        if (seen.kind === 'not-yet')
            good.length = 0;
        else
            good.push(seconds());
        if (good.length >= wish.needed)
            return { healthy: true, seconds: seconds(), firstSeconds: good[0] ?? 0 };
        await world.pause(wish.pauseMilliseconds);
    }
}
function isOver(wish, state, seconds) {
    return seconds >= wish.timeoutSeconds || (seconds >= ownPatience(wish) && isUnhealthy(state));
}
/** A container that ended, or was started anew, needs no more waiting. */
function deathOf(state, restarts = 0) {
    const memory = state.outOfMemory ? ', killed for want of memory' : '';
    if (!state.running)
        return `exited with ${state.exitCode}${memory}`;
    return state.restarts > restarts ? `restarted${memory}` : undefined;
}
function isUnhealthy({ health }) {
    return health?.status === 'unhealthy';
}
/** After so many seconds of its own checks the image itself says that it is unhealthy. */
function ownPatience({ question, health }) {
    if (question.kind !== 'own' || health === undefined)
        return Number.POSITIVE_INFINITY;
    return health.startPeriodSeconds + health.intervalSeconds * health.retries;
}
async function ask(wish, state, secondsLeft, world) {
    const { question, container, cures } = wish;
    switch (question.kind) {
        case 'running':
            return { kind: 'good' };
        case 'own': {
            const { status, lastOutput } = state.health ?? { status: 'none', lastOutput: '' };
            return status === 'healthy'
                ? { kind: 'good' }
                : { kind: 'not-yet', words: status, cure: cures.own, body: lastOutput };
        }
        case 'http':
            return askHttp(question, state, { cures, secondsLeft }, world);
        case 'command': {
            const argv = ['docker', 'exec', container, ...question.words];
            const finished = await world.run({ title: 'Ask the container', argv }, { limitSeconds: secondsLeft });
            if (finished.exitCode === 0 && !finished.timedOut)
                return { kind: 'good' };
            const words = finished.timedOut
                ? `did not end in ${secondsLeft.toFixed(1)} s`
                : `exited with ${finished.exitCode}`;
            // The shell's, and docker's, words for a program that is not there: no waiting brings it.
            const absent = [126, 127].includes(finished.exitCode);
            const body = beginning(`${finished.stdout}${finished.stderr}`);
            return { kind: 'not-yet', words, cure: absent ? cures.absent : cures.command, body, final: absent };
        }
    }
}
async function askHttp({ path, port }, { address }, { secondsLeft, cures }, world) {
    if (address === undefined)
        return { kind: 'not-yet', words: 'the container has no address', cure: cures.silent };
    const host = address.includes(':') ? `[${address}]` : address;
    const answer = await world.probe(`http://${host}:${port}${path}`, secondsLeft);
    if (answer.kind === 'silent')
        return { kind: 'not-yet', words: `had no answer: ${answer.words}`, cure: cures.silent };
    const { status, body } = answer;
    return status >= 200 && status < 400
        ? { kind: 'good' }
        : { kind: 'not-yet', words: `answered ${status}`, cure: cures.status, body };
}
function beginning(text) {
    return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}…`;
}
function lastSeen({ kind, text }, seen, seconds) {
    const after = `after ${seconds.toFixed(1)} s`;
    return kind === 'own' ? `its HEALTHCHECK is ${seen.words} ${after}` : `${text} ${seen.words} ${after}`;
}


/***/ }),

/***/ 1427:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   G9: () => (/* binding */ readCandidate),
/* harmony export */   J2: () => (/* binding */ inspectImages),
/* harmony export */   O3: () => (/* binding */ imageElsewhere),
/* harmony export */   tD: () => (/* binding */ changed)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _check_engine_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7913);
/** What the engine's image store holds under some names. */


/**
 * Reads the candidate right before it is used and holds it against what was tested: somebody with access to the engine
 * may have put another image under its name meanwhile.
 */
async function readCandidate(candidate, digest, world) {
    const image = (await inspectImages([candidate], world))[0];
    if (image?.id !== digest)
        throw changed(`the engine holds ${image?.id ?? 'nothing'}`, digest);
    if (!image.keepsDigests)
        throw (0,_check_engine_js__WEBPACK_IMPORTED_MODULE_1__/* .classicStore */ .m)();
    return image;
}
/** The error of promise 2: `what` is what was found in the tested image's place. */
function changed(what, digest) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4(`What was tested is not what would be published: ${what}, tested was ${digest}`, {
        cure: 'find out who else writes to this engine or to this tag, then run again',
    });
}
/** Gives the images that exist, in no particular order; a name without an image is simply not there. */
async function inspectImages(references, world) {
    // The exit code is 1 as soon as one name is missing, while standard output holds the others.
    const finished = await world.run({ title: 'Look into the image store', argv: ['docker', 'image', 'inspect', ...references] }, { evenWhenCancelled: true });
    return finished.stdout.trim() === '' ? [] : parseImages(finished.stdout).map(readImage);
}
function parseImages(text) {
    try {
        return JSON.parse(text);
    }
    catch (cause) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ToolError */ .v4('`docker image inspect` answered something that is not JSON', {
            tail: text.split('\n'),
            cause,
        });
    }
}
function readImage(image) {
    const test = image.Config?.Healthcheck?.Test?.[0] ?? 'NONE';
    return {
        references: image.RepoTags ?? [],
        id: image.Id,
        bytes: image.Size ?? 0,
        platform: [image.Os, image.Architecture, image.Variant]
            .filter((part) => part !== undefined && part !== '')
            .join('/'),
        user: image.Config?.User ?? '',
        healthCheck: test !== 'NONE',
        health: test === 'NONE' ? undefined : readHealthCheck(image.Config?.Healthcheck ?? {}),
        environment: image.Config?.Env ?? [],
        ports: Object.keys(image.Config?.ExposedPorts ?? {})
            .filter((port) => port.endsWith('/tcp'))
            .map((port) => Number.parseInt(port, 10)),
        layers: image.RootFS?.Layers?.length ?? 0,
        history: undefined,
        keepsDigests: image.Descriptor !== undefined,
    };
}
/** An image as its registry tells of it; the engine does not have it. */
function imageElsewhere(digest, { config: text, bytes }) {
    const { os, architecture, variant, config, rootfs, history = [] } = JSON.parse(text);
    const inspected = {
        Id: digest,
        Size: bytes,
        ...(os !== undefined && { Os: os }),
        ...(architecture !== undefined && { Architecture: architecture }),
        ...(variant !== undefined && { Variant: variant }),
        Config: config ?? null,
        RootFS: { Layers: rootfs?.diff_ids ?? null },
        Descriptor: { digest },
    };
    const told = history.toReversed().map(({ created_by: CreatedBy = '' }) => ({ CreatedBy }));
    return { ...readImage(inspected), history: JSON.stringify(told) };
}
/** Zero means the engine's default: 30 s, three times. */
function readHealthCheck({ Interval = 0, StartPeriod = 0, Retries = 0 }) {
    const seconds = (nanoseconds) => nanoseconds / 1e9;
    return { intervalSeconds: seconds(Interval) || 30, startPeriodSeconds: seconds(StartPeriod), retries: Retries || 3 };
}


/***/ }),

/***/ 2383:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ LogTail)
/* harmony export */ });
/** What a step printed: all of it up to a limit, then the last part, so that the end is never lost. */
/** BuildKit's own limit is 2 MiB and then the end; engines that lifted it are held here. */
const mostBytes = 4 * 1024 * 1024;
/** Small pieces are put together, since a list of millions of them takes minutes to let go from. */
const chunkBytes = 64 * 1024;
class LogTail {
    #chunks = [];
    #bytes = 0;
    /** Bytes that were let go from the beginning. */
    #dropped = 0;
    /** Pieces that are no chunk yet. */
    #pieces = [];
    #pieceBytes = 0;
    add(data) {
        this.#pieces.push(data);
        this.#pieceBytes += data.length;
        if (this.#pieceBytes >= chunkBytes)
            this.#join();
    }
    #join() {
        if (this.#pieceBytes === 0)
            return;
        this.#chunks.push(joined(this.#pieces, this.#pieceBytes));
        this.#bytes += this.#pieceBytes;
        this.#pieces = [];
        this.#pieceBytes = 0;
        while (this.#bytes > mostBytes && this.#chunks.length > 1) {
            const first = this.#chunks.shift();
            this.#bytes -= first?.length ?? 0;
            this.#dropped += first?.length ?? 0;
        }
    }
    get dropped() {
        this.#join();
        return this.#dropped;
    }
    clear() {
        this.#chunks = [];
        this.#bytes = 0;
        this.#pieces = [];
        this.#pieceBytes = 0;
    }
    /** Whole lines without their ends; the first may be cut when something was dropped. */
    lines() {
        this.#join();
        return this.#bytes === 0
            ? []
            : new TextDecoder().decode(joined(this.#chunks, this.#bytes)).replace(/\n$/, '').split('\n');
    }
}
function joined(parts, bytes) {
    const whole = new Uint8Array(bytes);
    let at = 0;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}


/***/ }),

/***/ 8764:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   WG: () => (/* binding */ isPassing),
/* harmony export */   Wv: () => (/* binding */ waitAfter),
/* harmony export */   Zr: () => (/* binding */ persist)
/* harmony export */ });
/* harmony import */ var _explain_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(665);

/** Pauses double from the first to the longest, and each is up to a quarter longer, so that runs do not come in step. */
const pause = { first: 1_000, longest: 20_000, jitter: 0.25 };
const mostTries = 5;
/** Words of a refusal, which no waiting changes. They come first: a refusal may be wrapped in other words. */
const refusal = /\b40[0134]\b|unauthorized|denied|forbidden|not found|manifest unknown|name unknown|x509|certificate|docker daemon|no space left|no such host|no basic auth/i;
const trouble = /\b429\b|too ?many ?requests|rate limit|\b50[0234]\b|internal server error|bad gateway|service unavailable|connection (?:reset|refused)|broken pipe|timeout|timed out|deadline exceeded|\bEOF\b|closed network connection|network is unreachable|(?:unknown|from registry): unknown error|stream error|blob upload (?:unknown|invalid)|\bINTERNAL_ERROR\b/i;
/** Whether another try may help, by what a tool said. */
function isPassing(words) {
    return trouble.test(words) && !refusal.test(words);
}
/** Runs a command until it succeeds, is refused, or the time is over; gives how it ended last. */
async function persist(command, attempt, world) {
    const { what, deadline, asked, ...watch } = attempt;
    for (let tried = 1;; tried++) {
        const limit = deadline === undefined ? {} : { limitSeconds: Math.max((deadline - world.now()) / 1000, 1) };
        const finished = await world.run(command, { ...watch, ...limit });
        const words = finished.stderr;
        if (finished.exitCode === 0 || finished.timedOut || !isPassing(words))
            return finished;
        if (!(await waitAfter({ what, words, tried, deadline, asked }, world)))
            return finished;
    }
}
/** Says what happened and waits; false when it has been tried often enough, or there is no time left to wait. */
async function waitAfter(failed, world) {
    const { what, words, tried, deadline, asked, most = mostTries } = failed;
    if (tried >= most)
        return false;
    const wait = Math.max(pauseOf(tried, world), ((await asked?.()) ?? 0) * 1000);
    if (deadline !== undefined && world.now() + wait > deadline)
        return false;
    const why = (0,_explain_js__WEBPACK_IMPORTED_MODULE_0__/* .explain */ .WE)(words)?.why ?? (0,_explain_js__WEBPACK_IMPORTED_MODULE_0__/* .lastWords */ .aN)(words);
    world.log.line(`${what} failed: ${why}; trying again in ${(wait / 1000).toFixed(1)} s (${tried} of ${most - 1})`);
    await world.pause(wait);
    return true;
}
function pauseOf(tried, world) {
    const plain = Math.min(pause.first * 2 ** (tried - 1), pause.longest);
    return plain * (1 + pause.jitter * world.random());
}


/***/ }),

/***/ 8508:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ version)
/* harmony export */ });
/** The version that a run says of itself; held equal to package.json by a test. */
const version = '1.0.0';


/***/ }),

/***/ 7004:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   BV: () => (/* binding */ keeperDoor),
/* harmony export */   dy: () => (/* binding */ makeCacheEntries)
/* harmony export */ });
/* unused harmony export readTold */
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6760);
/* harmony import */ var _cache_keeper_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1776);
/* harmony import */ var _files_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(6256);
/** Folders in GitHub's cache, carried by a child process that runs @actions/cache. */




/** Name of the door, beside the bundle, that a child is started by. */
const keeperDoor = 'keeper.js';
/** `door` is the file that the child starts with. */
function makeCacheEntries(door, run) {
    return {
        async restoreEntry({ folder, key, beginnings, limitSeconds }) {
            const told = await send({ task: 'restore', folder, key, beginnings }, { door, limitSeconds }, run);
            if (told.done !== undefined)
                return { kind: 'found', key: told.done, bytes: await sizeOf(folder) };
            return told.trouble === undefined ? { kind: 'absent' } : { kind: 'failed', because: told.trouble };
        },
        async saveEntry({ folder, key, limitSeconds }) {
            const bytes = await sizeOf(folder);
            const told = await send({ task: 'save', folder, key, beginnings: [] }, { door, limitSeconds }, run);
            if (told.done !== undefined)
                return { kind: 'saved', bytes };
            return told.trouble === undefined ? { kind: 'there' } : { kind: 'failed', because: told.trouble };
        },
    };
}
async function send(errand, { door, limitSeconds }, run) {
    const home = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(errand.folder);
    const temp = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(home, 'keeper');
    const command = {
        title: "Carry cache mounts to GitHub's cache or back",
        argv: [process.execPath, door],
        // Paths in its archive count from the workspace, and what it leaves in the folder for temporary files goes with ours.
        env: { GITHUB_WORKSPACE: home, RUNNER_TEMP: temp, RUNNER_DEBUG: '' },
        stdin: JSON.stringify(errand),
    };
    try {
        const finished = await run(command, { limitSeconds });
        if (finished.timedOut === true)
            return { done: undefined, trouble: `not done after ${limitSeconds} s` };
        return readTold(finished.stdout) ?? { done: undefined, trouble: lastLine(finished.stderr) };
    }
    finally {
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.rm)(temp, { recursive: true, force: true });
    }
}
/** Of what @actions/cache prints: how it ended, and its own words of what went wrong. */
function readTold(output) {
    const lines = output.split('\n');
    const done = lines.findLast((line) => line.startsWith(_cache_keeper_js__WEBPACK_IMPORTED_MODULE_2__/* .doneMark */ .i))?.slice(_cache_keeper_js__WEBPACK_IMPORTED_MODULE_2__/* .doneMark */ .i.length);
    if (done === undefined)
        return undefined;
    if (done !== '')
        return { done, trouble: undefined };
    const words = lines.flatMap((line) => /^::(?:warning|error)::(.*)$/.exec(line)?.[1] ?? []);
    const tried = lines.flatMap((line) => /^Attempt \d+ of \d+ failed with error: (.*)\. Retrying/.exec(line)?.[1] ?? []);
    const worst = words.at(-1) ?? tried.at(-1);
    return { done: undefined, trouble: worst === undefined ? undefined : plain(worst) };
}
/** Its first line, without the query of an address, which may be a signature. */
function plain(words) {
    const first = words
        .replace(/^Failed to \w+: /, '')
        .replace(/%0[AD].*$/, '')
        .replaceAll('%25', '%');
    if (/\btar\b.* failed with/.test(first))
        return 'what came is no whole archive';
    return first.replace(/\?\S*/g, '') || 'the service no longer has it';
}
function lastLine(text) {
    return text.trim().split('\n').at(-1) || 'it ended without a word';
}
async function sizeOf(folder) {
    const files = await (0,_files_js__WEBPACK_IMPORTED_MODULE_3__/* .list */ .p)(folder);
    const sizes = await Promise.all(files.map(async ({ path }) => (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.stat)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, path))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
}


/***/ }),

/***/ 1776:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ keep),
/* harmony export */   i: () => (/* binding */ doneMark)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6760);
/**
 * What the child process does that carries a folder to GitHub's cache or back. @actions/cache prints by itself, waits
 * as long as it likes and reads the environment: in a process of its own all of that can be bounded and left unseen.
 */

/** What its last line of output begins with; behind it stands the key of what it found or saved, or nothing. */
const doneMark = 'slipway-done:';
/** One part of 4 MB that takes longer than this is asked for again. */
const partMilliseconds = 20_000;
async function keep(text) {
    const { task, folder, key, beginnings } = JSON.parse(text);
    process.chdir((0,node_path__WEBPACK_IMPORTED_MODULE_0__.dirname)(folder));
    const cache = await Promise.all(/* import() */[__nccwpck_require__.e(163), __nccwpck_require__.e(435)]).then(__nccwpck_require__.bind(__nccwpck_require__, 1435));
    const paths = [(0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(folder)];
    const done = task === 'restore'
        ? await cache.restoreCache(paths, key, [...beginnings], { timeoutInMs: partMilliseconds })
        : (await cache.saveCache(paths, key)) >= 0 && key;
    process.stdout.write(`\n${doneMark}${done || ''}\n`);
    // Idle connections would keep it for some seconds.
    process.exit();
}


/***/ }),

/***/ 2230:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $s: () => (/* binding */ openDockerConfig),
/* harmony export */   WT: () => (/* binding */ hasContext),
/* harmony export */   gk: () => (/* binding */ knownLogins)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6760);
/* harmony import */ var _read_image_name_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(258);
/** The private Docker configuration of a run: what the user's has, without its logins when the run has no rights. */



/** Folders of the user's configuration that commands need to find: plugins such as buildx, and how to reach engines. */
const shared = ['cli-plugins', 'contexts'];
/**
 * Makes the private configuration (0700). A login of this run is written only there, and never into the user's
 * keychain: helpers stay in force for the registries that they serve, but not for those the run logs in to itself.
 */
async function openDockerConfig(home, logins) {
    const config = await readConfig(home);
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.mkdir)(home.to, { recursive: true, mode: 0o700 });
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.chmod)(home.to, 0o700);
    const content = JSON.stringify(logins.keep ? withLogins(config, logins.own) : common(config));
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.writeFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(home.to, 'config.json'), content, { mode: 0o600 });
    for (const folder of shared)
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.symlink)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(home.from, folder), (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(home.to, folder));
}
/** Whether the user's configuration names an engine other than this machine's own. */
async function hasContext(home) {
    return ((await readConfig(home)).currentContext ?? 'default') !== 'default';
}
/** Hosts for which the user's configuration holds a login. */
async function knownLogins(home) {
    const { auths = {}, credHelpers = {} } = await readConfig(home);
    return [...new Set([...Object.keys(auths), ...Object.keys(credHelpers)].map(_read_image_name_js__WEBPACK_IMPORTED_MODULE_2__/* .canonicalRegistry */ .i7))];
}
async function readConfig(home) {
    const file = parseConfig(await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readFile)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(home.from, 'config.json'), 'utf8').catch(() => ''));
    const fromEnvironment = parseConfig(home.authConfig ?? '');
    return { ...file, auths: { ...file.auths, ...fromEnvironment.auths } };
}
function parseConfig(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return {};
    }
}
function common(config) {
    const { currentContext, proxies, HttpHeaders, cliPluginsExtraDirs } = config;
    return JSON.parse(JSON.stringify({ currentContext, proxies, HttpHeaders, cliPluginsExtraDirs }));
}
/** With a `credsStore`, an empty entry in `auths` stands for a login that the store holds. */
function withLogins(config, own) {
    const { auths = {}, credHelpers = {}, credsStore } = config;
    const inStore = credsStore === undefined ? [] : Object.keys(auths).filter((host) => auths[host]?.['auth'] === undefined);
    const helpers = Object.fromEntries(inStore.map((host) => [host, credsStore ?? '']));
    const plain = Object.entries(auths).filter(([host]) => !inStore.includes(host));
    const others = (entries) => entries.filter(([host]) => !own.includes((0,_read_image_name_js__WEBPACK_IMPORTED_MODULE_2__/* .canonicalRegistry */ .i7)(host)));
    return {
        ...common(config),
        auths: Object.fromEntries(others(plain)),
        credHelpers: Object.fromEntries(others(Object.entries({ ...helpers, ...credHelpers }))),
    };
}


/***/ }),

/***/ 6256:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ list),
/* harmony export */   y: () => (/* binding */ makeFiles)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6760);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(9473);
/* harmony import */ var _docker_config_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(2230);
/** The run's private folder, and the few files that are read and written. */





/** File access below `runFolder`; `home.to` is inside it. */
function makeFiles(runFolder, home) {
    return {
        async openRunFolder(logins) {
            try {
                // The post step finds what a killed run left.
                await removeFolder(runFolder);
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)(runFolder, { recursive: true, mode: 0o700 });
                await (0,_docker_config_js__WEBPACK_IMPORTED_MODULE_4__/* .openDockerConfig */ .$s)(home, logins);
                await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(runFolder, 'empty'));
            }
            catch (cause) {
                const why = cause instanceof Error ? cause.message : String(cause);
                throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .ToolError */ .v4(`The folder for temporary files cannot be used: ${why}`, {
                    cure: 'RUNNER_TEMP must name a folder that this user may write to',
                    cause,
                });
            }
        },
        removeRunFolder: () => removeFolder(runFolder),
        writeSecret: (path, content) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.writeFile)(path, content.reveal(), { mode: 0o600 }),
        async keep(name, content) {
            const path = (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(runFolder, name);
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)(runFolder, { recursive: true, mode: 0o700 });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.writeFile)(path, content, { mode: 0o600 });
            return path;
        },
        read: (path) => (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readFile)(path, 'utf8'),
        list,
        tree,
        stream,
        async replaceFolder(from, to) {
            await removeFolder(to);
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(to, '..'), { recursive: true });
            await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rename)(from, to);
        },
        removeFolder,
    };
}
/** What a test left may be anything: a link out of its folder, or a pipe that nobody writes to. */
async function* stream(path) {
    const handle = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(path, node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_NOFOLLOW | node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_NONBLOCK);
    yield* handle.createReadStream();
}
/** In the order of their names, so that two runs read the same. */
async function list(path) {
    const top = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)(path).catch(() => undefined);
    if (top === undefined)
        return [];
    if (!top.isDirectory())
        return [{ path: '', kind: kindOf(top) }];
    const found = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readdir)(path, { recursive: true, withFileTypes: true });
    return found
        .filter((entry) => !entry.isDirectory())
        .map((entry) => ({ path: (0,node_path__WEBPACK_IMPORTED_MODULE_2__.relative)(path, (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(entry.parentPath, entry.name)), kind: kindOf(entry) }))
        .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
async function tree(path, leftOut, below = '') {
    const names = (await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.readdir)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(path, below))).toSorted();
    const kept = names.map((name) => (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(below, name)).filter((entry) => entry !== '.git' && !leftOut(entry));
    const lines = await Promise.all(kept.map(async (entry) => {
        const found = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.lstat)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(path, entry));
        const line = `${found.mode.toString(8)} ${entry}`;
        return found.isDirectory() ? [line, ...(await tree(path, leftOut, entry))] : [line];
    }));
    return lines.flat();
}
function kindOf(found) {
    if (found.isFile())
        return 'file';
    return found.isSymbolicLink() ? 'link' : 'other';
}
function removeFolder(path) {
    return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.rm)(path, { recursive: true, force: true });
}


/***/ }),

/***/ 9505:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Qc: () => (/* binding */ childEnvironment),
  PC: () => (/* binding */ givenInputs),
  Fi: () => (/* binding */ makeRunner),
  rD: () => (/* binding */ readPayload)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(1455);
// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(9473);
// EXTERNAL MODULE: ./build/report/text.js
var report_text = __nccwpck_require__(3920);
;// CONCATENATED MODULE: ./build/world/redact.js
/** Takes known secrets out of text. The runner masks its log too; summaries, annotations and local runs rely on this. */

/** Nothing this short is a secret, and taking it out would spoil every figure and name that holds it. */
const shortestSecret = 4;
class Redactor {
    #secrets = new Set();
    /**
     * Remembers a secret, and each of its lines, since logs show it line by line, trimmed and cleaned, and a summary
     * shows it escaped. Gives the forms that can stand in a log, for the runner to mask.
     */
    add(secret) {
        const lines = [secret, ...secret.split(/[\r\n]+/)].flatMap((line) => [line, line.trim(), (0,report_text/* shown */.SP)(line).trim()]);
        const plain = [...new Set(lines)].filter(isLong);
        // What is left of several lines, as one line of a summary, may be less than a secret, or nothing at all.
        for (const text of plain)
            for (const form of [text, (0,report_text/* escaped */.Mk)(text), (0,report_text/* entities */.O5)(text), inJson(text)].filter(isLong))
                this.#secrets.add(form);
        return plain;
    }
    /** Secrets that touch or overlap become one `***`, so that no rest of them stays. */
    clean(text) {
        const secrets = [...this.#secrets];
        const found = secrets
            .flatMap((secret) => [...places(text, secret), ...cutPlaces(text, secret)])
            .toSorted((a, b) => a.from - b.from);
        let result = '';
        let at = 0;
        for (const { from, to } of found) {
            if (from >= at)
                result += `${text.slice(at, from)}***`;
            at = Math.max(at, to);
        }
        return result + text.slice(at);
    }
}
function isLong(text) {
    return text.trim().length >= shortestSecret;
}
function inJson(text) {
    return JSON.stringify(text).slice(1, -1);
}
/** Where a text was cut in the middle of a secret, which leaves its beginning before the sign of the cut. */
function cutPlaces(text, secret) {
    const found = [];
    for (let to = text.indexOf('…'); to >= 0; to = text.indexOf('…', to + 1)) {
        for (let length = Math.min(secret.length - 1, to); length >= shortestSecret; length--) {
            if (text.slice(to - length, to) !== secret.slice(0, length))
                continue;
            found.push({ from: to - length, to });
            break;
        }
    }
    return found;
}
function places(text, secret) {
    const found = [];
    for (let from = text.indexOf(secret); from >= 0; from = text.indexOf(secret, from + 1)) {
        found.push({ from, to: from + secret.length });
    }
    return found;
}

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/command.js
var command = __nccwpck_require__(9635);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/file-command.js
var file_command = __nccwpck_require__(2902);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/summary.js
var summary = __nccwpck_require__(1170);
;// CONCATENATED MODULE: ./build/world/runner-commands.js
/**
 * The parts of @actions/core that a run uses, each from its own file: the package's entry brings an HTTP client along,
 * which is nine tenths of its size and made a dry run start at 3.5 times the cost of bare Node, against 2.0 without it.
 * The version is pinned; the runner's tests drive every one of these.
 */



/** `value` is never shown again by the runner; of several lines, none is. */
function setSecret(value) {
    (0,command/* issueCommand */.L)('add-mask', {}, value);
}
function startGroup(title) {
    (0,command/* issue */.s)('group', title);
}
function endGroup() {
    (0,command/* issue */.s)('endgroup');
}
function debug(text) {
    (0,command/* issueCommand */.L)('debug', {}, text);
}
/** An annotation; `file` is relative to the workspace, `line` counts from 1. */
function annotate(level, message, place) {
    (0,command/* issueCommand */.L)(level, place, message);
}
/** Sets an output of the step; outside of a runner there is nobody to take it. */
function setOutput(env, name, value) {
    if (env['GITHUB_OUTPUT'])
        (0,file_command/* issueFileCommand */.n)('OUTPUT', (0,file_command/* prepareKeyValueMessage */.v)(name, value));
}
/** Sets an environment variable for the later steps of the job. */
function exportVariable(env, name, value) {
    if (env['GITHUB_ENV'])
        (0,file_command/* issueFileCommand */.n)('ENV', (0,file_command/* prepareKeyValueMessage */.v)(name, value));
}
/** Keeps a value for the post step, where it is `STATE_name`. */
function saveState(env, name, value) {
    if (env['GITHUB_STATE'])
        (0,file_command/* issueFileCommand */.n)('STATE', (0,file_command/* prepareKeyValueMessage */.v)(name, value));
}
/** Adds Markdown to the job summary; GitHub Enterprise Server before 3.6 has none. */
async function addSummary(env, markdown) {
    if (env['GITHUB_STEP_SUMMARY'])
        await summary/* summary */.z.addRaw(markdown).write();
}

;// CONCATENATED MODULE: ./build/world/github.js
/** The runner: what it gives to an action and what it takes, through its commands and files. */




/** Inputs as the runner passes them: `INPUT_` and the name in upper case, hyphens kept. */
function givenInputs(env) {
    const inputs = Object.entries(env).flatMap(([key, value]) => key.startsWith('INPUT_') && value !== undefined ? [[key.slice('INPUT_'.length).toLowerCase(), value]] : []);
    return { inputs: Object.fromEntries(inputs), env };
}
/** The event's payload; a run without one (a laptop) has an empty one. */
async function readPayload(env) {
    const path = env['GITHUB_EVENT_PATH'] ?? '';
    if (path === '')
        return {};
    try {
        return JSON.parse(await (0,promises_.readFile)(path, 'utf8')) ?? {};
    }
    catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new errors/* ToolError */.v4(`The event's payload cannot be read: ${why}`, { cause });
    }
}
/** The environment of child processes: not the inputs, which hold passwords, and not a builder chosen elsewhere. */
function childEnvironment(env, dockerConfig) {
    const dropped = ['BUILDX_BUILDER', 'BUILDX_CONFIG', 'DOCKER_AUTH_CONFIG'];
    // The base image is read off the provenance in the metadata file.
    if (env['BUILDX_METADATA_PROVENANCE'] !== 'max')
        dropped.push('BUILDX_METADATA_PROVENANCE');
    const kept = Object.entries(env).filter(([key]) => !key.startsWith('INPUT_') && !dropped.includes(key));
    return { ...Object.fromEntries(kept), DOCKER_CONFIG: dockerConfig };
}
/** Outputs that hold words of the user's; the others are made of names and digests, which must stay what they are. */
const spoken = ['labels', 'annotations', 'json', 'metadata', 'test-results'];
/** The runner of this process. Everything that is printed goes through here, and is cleaned of secrets. */
function makeRunner(env) {
    const redactor = new Redactor();
    const lines = new Lines();
    const log = {
        line: (text) => lines.add(`${harmless(redactor.clean(text))}\n`),
        group: (title) => lines.before(() => startGroup(redactor.clean(title))),
        endGroup: () => lines.before(() => endGroup()),
        annotate: (annotation) => lines.before(() => github_annotate(annotation, redactor)),
        debug: (text) => lines.before(() => debug(redactor.clean(text))),
    };
    return {
        log,
        mask(value) {
            for (const text of redactor.add(value))
                lines.before(() => setSecret(text));
        },
        async publish(report) {
            // The error, then what belongs to it, then what is less.
            const [first, ...others] = report.annotations;
            if (first !== undefined)
                log.annotate(first);
            for (const line of report.lines)
                log.line(line);
            for (const annotation of others)
                log.annotate(annotation);
            for (const [name, value] of Object.entries(report.outputs)) {
                const text = spoken.includes(name) ? redactor.clean(value) : value;
                setOutput(env, name, text);
                if (report.variablePrefix !== undefined && exportsOutputs(env))
                    exportVariable(env, `${report.variablePrefix}${variableName(name)}`, text);
            }
            await addSummary(env, redactor.clean(report.summary));
        },
        remember: (name, value) => saveState(env, name, value),
    };
}
/** Lines that come in one moment are written together: a test may print millions, and each write has its price. */
class Lines {
    #waiting = [];
    add(line) {
        if (this.#waiting.length === 0)
            queueMicrotask(() => this.#write());
        this.#waiting.push(line);
    }
    /** Does what writes by itself, in its turn. */
    before(work) {
        this.#write();
        work();
    }
    #write() {
        if (this.#waiting.length === 0)
            return;
        process.stdout.write(this.#waiting.join(''));
        this.#waiting = [];
    }
}
/** docker/metadata-action's switch for them. */
function exportsOutputs(env) {
    return env['DOCKER_METADATA_SET_OUTPUT_ENV'] !== 'false';
}
function variableName(output) {
    return output.replaceAll('-', '_').toUpperCase();
}
/** The runner obeys a line that starts with `::`, also behind white space. Ours never do; foreign text might. */
function harmless(line) {
    return line.replace(/^([\s\u0085]*)::/gm, '$1| ::');
}
function github_annotate({ level, message, place }, redactor) {
    annotate(level, redactor.clean(message), {
        ...(place !== undefined && { file: place.file, line: place.line }),
    });
}


/***/ }),

/***/ 1872:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  B: () => (/* binding */ makeWorld)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
// EXTERNAL MODULE: ./build/world/cache-entries.js
var cache_entries = __nccwpck_require__(7004);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __nccwpck_require__(7067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __nccwpck_require__(4708);
;// CONCATENATED MODULE: ./build/world/http.js


const timeoutMilliseconds = 10_000;
/** Far above anything that is asked for, and far below what would trouble a runner. */
const mostBytes = 20 * 1024 * 1024;
/** Whether requests have to go through a proxy, which `send` does not know how to do. */
function behindProxy(env) {
    return ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) => (env[name] ?? '') !== '');
}
/** The answer, whatever its status. Rejects when there is none within 10 s, or one of more than 20 MB, or at the signal. */
function send(method, url, headers, more = {}) {
    const { signal, body: sentBody } = more;
    const { promise, resolve, reject } = Promise.withResolvers();
    const request = url.protocol === 'http:' ? external_node_http_.request : external_node_https_.request;
    // No agent: an idle connection would keep the process from ending.
    const sent = request(url, { method, headers, agent: false, timeout: timeoutMilliseconds, signal }, (response) => {
        const chunks = [];
        let bytes = 0;
        response.on('data', (data) => {
            bytes += data.length;
            if (bytes > mostBytes)
                response.destroy(new Error(`the answer of ${url.host} is larger than 20 MB`));
            else
                chunks.push(data);
        });
        response.on('end', () => {
            const body = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
        response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer from ${url.host} in ${timeoutMilliseconds / 1000} s`)));
    sent.on('error', reject);
    sent.end(sentBody);
    return promise;
}

;// CONCATENATED MODULE: ./build/world/cache-service.js

/** What the runner offers, by the variables that it gives to actions. */
function offeredCache(env) {
    const names = ['ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_TOKEN', 'ACTIONS_CACHE_SERVICE_V2'];
    if (names.some((name) => (env[name] ?? '') === ''))
        return { kind: 'absent', because: 'the runner offers no cache service' };
    switch (env['ACTIONS_CACHE_MODE']) {
        case 'none':
            return { kind: 'absent', because: 'the runner lets this job use no cache' };
        case 'read':
            return { kind: 'present', may: 'read' };
        case 'write-only':
            return { kind: 'present', may: 'write' };
        default:
            return { kind: 'present', may: 'read and write' };
    }
}
/** BuildKit waits for ever for a service that accepts and says nothing, so it is asked first. */
const limitMilliseconds = 3_000;
const method = 'twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL';
/** Asks for an entry that nobody has. Gives why the service is of no use, or undefined. Never rejects. */
async function askCacheService(env) {
    const headers = {
        authorization: `Bearer ${env['ACTIONS_RUNTIME_TOKEN'] ?? ''}`,
        'content-type': 'application/json',
    };
    const body = JSON.stringify({ key: 'slipway-asks', restore_keys: [], version: '0'.repeat(64) });
    try {
        const url = new URL(method, env['ACTIONS_RESULTS_URL']);
        const signal = AbortSignal.timeout(limitMilliseconds);
        const { status } = await send('POST', url, headers, { signal, body });
        return status < 400 ? undefined : `the cache service answered ${status}`;
    }
    catch (error) {
        const late = error instanceof Error && error.name === 'AbortError';
        return late
            ? `the cache service did not answer in ${limitMilliseconds / 1000} s`
            : `the cache service cannot be reached: ${error instanceof Error ? error.message : String(error)}`;
    }
}

// EXTERNAL MODULE: ./build/world/docker-config.js
var docker_config = __nccwpck_require__(2230);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __nccwpck_require__(7030);
// EXTERNAL MODULE: external "node:stream/consumers"
var consumers_ = __nccwpck_require__(8321);
;// CONCATENATED MODULE: ./build/world/engine-requests.js
/** Requests to an engine through its socket, and what it answers. */



/**
 * Sends all at once on one connection, where the engine carries out one after the other (RFC 9112, 9.3.2): between two of
 * them lies nothing but its own work, however far away it is. All of them are carried out, also after one was refused.
 */
async function askInTurn(socketPath, method, paths) {
    const connection = (0,external_node_net_.connect)(socketPath);
    const last = paths.length - 1;
    const head = (path, close) => `${method} ${path} HTTP/1.1\r\nHost: engine\r\nContent-Length: 0\r\n${close ? 'Connection: close\r\n' : ''}\r\n`;
    connection.write(paths.map((path, index) => head(path, index === last)).join(''));
    const answers = splitAnswers(await (0,consumers_.text)(connection));
    if (answers.length !== paths.length)
        throw new Error('the connection was closed without an answer');
    return answers;
}
/** Answers to changes are short, and come with their length. */
function splitAnswers(all) {
    const answers = [];
    for (let rest = all; rest !== '';) {
        const end = rest.indexOf('\r\n\r\n');
        const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(rest)?.[1]);
        if (end < 0 || Number.isNaN(status))
            break;
        const length = Number(/^content-length: *(\d+)/im.exec(rest.slice(0, end))?.[1] ?? 0);
        const body = Buffer.from(rest.slice(end + 4))
            .subarray(0, length)
            .toString();
        answers.push({ status, body: body.trim() });
        rest = rest.slice(end + 4 + body.length);
    }
    return answers;
}
/** Rejects when the socket is dead or the connection breaks. */
function ask(socketPath, method, path) {
    const { promise, resolve, reject } = Promise.withResolvers();
    const sent = (0,external_node_http_.request)({ socketPath, method, path, agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (data) => {
            body += data;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: body.trim() }));
        response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
    return promise;
}

;// CONCATENATED MODULE: ./build/world/engine-socket.js

/** `hasContext` tells whether the user's configuration names an engine of its own. */
function openEngineSocket(env, hasContext) {
    return async ({ argv: [program, ...words], env: own }) => {
        const call = program === 'docker' ? callOf(words) : undefined;
        if (call === undefined)
            return undefined;
        const merged = { ...env, ...own };
        const path = socketPath(merged);
        if (path === undefined || ((merged['DOCKER_HOST'] ?? '') === '' && (await hasContext())))
            return undefined;
        try {
            return await carryOut(path, call);
        }
        catch (error) {
            // The command line will say what is wrong in the words that people know; but nothing is done twice.
            return changes.includes(call.words) && wasSent(error) ? failed(error) : undefined;
        }
    };
}
const calls = [
    'info --format={{json .}}',
    'image inspect',
    'image tag',
    'image rm',
    'image history --no-trunc --format=json',
    'container inspect',
    'container ls --all --quiet --no-trunc',
    'container rename',
    'container rm --force --volumes',
    'container start',
    'container stop',
];
const changes = ['container rename', 'container start', 'container stop'];
/** Whether the engine may have heard of it. */
function wasSent(error) {
    return !['ENOENT', 'ECONNREFUSED', 'EACCES'].includes(error.code ?? '');
}
function failed(error) {
    const words = error instanceof Error ? error.message : String(error);
    return { exitCode: 1, stdout: '', stderr: `the connection to the engine broke: ${words}`, seconds: 0 };
}
function callOf(argv) {
    const filters = argv.flatMap((word) => {
        const found = filter.exec(word)?.groups;
        return found === undefined ? [] : [[found['key'] ?? '', found['value'] ?? '']];
    });
    const plain = argv.filter((word) => !filter.test(word));
    const first = plain.findIndex((word, index) => index > 1 && !word.startsWith('-'));
    const end = first < 0 ? plain.length : first;
    const [head, names] = [plain.slice(0, end).join(' '), plain.slice(end)];
    const words = calls.find((known) => known === head);
    if (words === undefined || names.some((name) => name.startsWith('-')))
        return undefined;
    return { words, names, filters };
}
const filter = /^--filter=(?<key>[a-z-]+)=(?<value>.*)$/s;
function socketPath(env) {
    const host = env['DOCKER_HOST'] || 'unix:///var/run/docker.sock';
    if ((env['DOCKER_CONTEXT'] ?? '') !== '' || !host.startsWith('unix://'))
        return undefined;
    return host.slice('unix://'.length);
}
async function carryOut(socket, { words, names, filters }) {
    const start = performance.now();
    const finish = (answers, stdout = '') => ({
        exitCode: answers.every(isGood) ? 0 : 1,
        stdout,
        stderr: answers
            .filter((answer) => !isGood(answer))
            .map(message)
            .join('\n'),
        seconds: (performance.now() - start) / 1000,
    });
    switch (words) {
        case 'image inspect':
        case 'container inspect': {
            const noun = words === 'image inspect' ? 'images' : 'containers';
            const answers = await Promise.all(names.map((name) => ask(socket, 'GET', `/${noun}/${name}/json`)));
            return finish(answers, `[${answers
                .filter(isGood)
                .map(({ body }) => body)
                .join(',')}]`);
        }
        case 'info --format={{json .}}': {
            const answer = await ask(socket, 'GET', '/info');
            return finish([answer], answer.body);
        }
        case 'image tag': {
            const [source = '', target = ''] = names;
            const colon = target.lastIndexOf(':');
            const query = new URLSearchParams({ repo: target.slice(0, colon), tag: target.slice(colon + 1) });
            return finish([await ask(socket, 'POST', `/images/${source}/tag?${query}`)]);
        }
        case 'image rm': {
            // One after the other: the engine deletes what the last name held.
            const answers = [];
            for (const name of names)
                answers.push(await ask(socket, 'DELETE', `/images/${name}`));
            return finish(answers);
        }
        case 'image history --no-trunc --format=json': {
            const answer = await ask(socket, 'GET', `/images/${names[0]}/history`);
            return finish([answer], answer.body);
        }
        case 'container ls --all --quiet --no-trunc': {
            const grouped = Map.groupBy(filters, ([key]) => key);
            const wanted = [...grouped].map(([key, all]) => [key, all.map(([, value]) => value)]);
            const query = new URLSearchParams({ all: '1', filters: JSON.stringify(Object.fromEntries(wanted)) });
            const answer = await ask(socket, 'GET', `/containers/json?${query}`);
            return finish([answer], isGood(answer) ? idsIn(answer) : '');
        }
        case 'container rename': {
            const path = (container, name) => `/containers/${container}/rename?${new URLSearchParams({ name })}`;
            const paths = names.flatMap((name, index) => (index % 2 === 1 ? [path(names[index - 1] ?? '', name)] : []));
            return finish(await askInTurn(socket, 'POST', paths));
        }
        case 'container start':
        case 'container stop': {
            const verb = words === 'container start' ? 'start' : 'stop';
            return finish(await Promise.all(names.map((name) => ask(socket, 'POST', `/containers/${name}/${verb}`))));
        }
        case 'container rm --force --volumes':
            return finish(await Promise.all(names.map((name) => ask(socket, 'DELETE', `/containers/${name}?force=1&v=1`))));
    }
}
/** A container that runs already is not started again, which is what was wanted. */
function isGood({ status }) {
    return (status >= 200 && status < 300) || status === 304;
}
function idsIn({ body }) {
    return JSON.parse(body).map(({ Id }) => `${Id}\n`).join('');
}
function message({ body }) {
    return /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? body;
}

// EXTERNAL MODULE: ./build/world/files.js
var files = __nccwpck_require__(6256);
// EXTERNAL MODULE: ./build/world/github.js + 2 modules
var github = __nccwpck_require__(9505);
;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./build/world/github-api.js
/**
 * Asks GitHub's REST API (docs.github.com/rest), and tells it things. Every answer is a value: what is asked here is a
 * help, and whoever asks has another way or goes on without.
 */


const beforeRetryMilliseconds = 300;
const redirects = [301, 302, 307, 308];
/** Done, made, and taken on. */
const answers = [200, 201, 202];
/** `path` begins with a slash and has its segments escaped. Never rejects, and sends the token to no other host. */
function askGitHub(path, token, env) {
    return call(path, () => ({ method: 'GET', headers: headersFor(token) }), env);
}
/** The same with a body that is sent as JSON, to make something. It is not sent again when it may have arrived. */
function tellGitHub(path, body, token, env) {
    const headers = () => ({ ...headersFor(token), 'content-type': 'application/json' });
    return call(path, () => ({ method: 'POST', headers: headers(), body: JSON.stringify(body) }), env);
}
async function call(path, make, env) {
    if (behindProxy(env))
        return { kind: 'silent', words: 'GitHub is behind a proxy' };
    try {
        const base = baseUrl(env);
        return read(await tryTwice(make(), below(base, path), base), base);
    }
    catch (error) {
        return { kind: 'silent', words: `GitHub did not answer: ${wordsOf(error)}` };
    }
}
/** A host with several addresses gives an error of each, and the whole has no words of its own. */
function errorsOf(error) {
    const { errors } = Object(error);
    return Array.isArray(errors) ? errors : [error];
}
function wordsOf(error) {
    const [first] = errorsOf(error);
    return first instanceof Error ? first.message : String(first);
}
/** On GitHub Enterprise Server it has a path of its own, `/api/v3`. */
function baseUrl(env) {
    const given = env['GITHUB_API_URL'] || 'https://api.github.com';
    if (!URL.canParse(given))
        throw new Error(`GITHUB_API_URL is not a URL, but ${given}`);
    const base = new URL(given.replace(/\/+$/, ''));
    const onThisMachine = ['localhost', '127.0.0.1', '[::1]'].includes(base.hostname);
    if (base.protocol === 'https:' || (base.protocol === 'http:' && onThisMachine))
        return base;
    throw new Error(`GITHUB_API_URL is not https, but ${base.protocol}//${base.host}`);
}
function below(base, path) {
    return new URL(base.href.replace(/\/$/, '') + path);
}
function headersFor(token) {
    return {
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        // GitHub refuses requests without one.
        'user-agent': 'slipway',
        ...(token !== undefined && { authorization: `Bearer ${token.reveal()}` }),
    };
}
/**
 * Trouble of a moment is common enough for one more try; a refusal stays one. A gateway that answers 5xx, or a connection
 * that breaks, does not tell whether GitHub has done what it was told, and doing it again would make a second thing.
 */
async function tryTwice(call, url, base) {
    try {
        const first = await sendCall(call, url, base);
        if (first.status < 500 || call.method === 'POST')
            return first;
    }
    catch (error) {
        if (call.method === 'POST' && !neverArrived(error))
            throw error;
    }
    await (0,promises_namespaceObject.setTimeout)(beforeRetryMilliseconds);
    return sendCall(call, url, base);
}
/** No address was found, or nobody was there: then nothing was sent. */
function neverArrived(error) {
    const calls = errorsOf(error).map((it) => String(Object(it).syscall));
    return calls.every((call) => call === 'getaddrinfo' || call === 'connect');
}
/** A renamed repository is redirected to its number, where a body is wanted too. */
async function sendCall(call, url, base) {
    const { method, headers, ...body } = call;
    const answer = await send(method, url, headers, body);
    if (!redirects.includes(answer.status))
        return answer;
    const path = pathBelow(base, answer.headers.location);
    return path === undefined ? answer : send(method, below(base, path), headers, body);
}
/** What stands behind the API's address in a URL that GitHub gave; undefined when it is somewhere else. */
function pathBelow(base, link) {
    if (link === undefined || !URL.canParse(link, base.href))
        return undefined;
    const url = new URL(link, base.href);
    const prefix = base.pathname.replace(/\/$/, '');
    if (url.origin !== base.origin || !url.pathname.startsWith(`${prefix}/`))
        return undefined;
    return url.pathname.slice(prefix.length) + url.search;
}
function read(answer, base) {
    const body = parsed(answer.body);
    if (!answers.includes(answer.status))
        return { kind: 'refused', status: answer.status, words: refusal(answer.status, body) };
    if (body === undefined)
        return { kind: 'silent', words: "GitHub's answer is not JSON" };
    const link = /<([^>]*)>\s*;\s*rel="next"/.exec(String(answer.headers['link'] ?? ''))?.[1];
    if (link === undefined)
        return { kind: 'answer', body };
    const next = pathBelow(base, link);
    // Half a list must not be taken for the whole.
    if (next === undefined)
        return { kind: 'silent', words: "GitHub's next page is on another host" };
    return { kind: 'answer', body, next };
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
/** The message, and of what did not pass GitHub's checks the first one's, which the message only counts as failed. */
function refusal(status, body) {
    const { errors } = Object(body);
    const sentences = [body, Array.isArray(errors) ? errors[0] : undefined].map(sentenceOf).filter((it) => it !== '');
    return [`GitHub answered ${status}`, ...sentences].join(': ');
}
/** The first sentence of a message; further ones say whom to write to. */
function sentenceOf(holder) {
    const { message } = Object(holder);
    const [line = ''] = typeof message === 'string' ? message.split('\n') : [];
    return line.replace(/\.(?:\s.*)?$/, '').slice(0, 200);
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(1455);
// EXTERNAL MODULE: ./build/read/image-name.js
var image_name = __nccwpck_require__(258);
;// CONCATENATED MODULE: ./build/read/base.js

/** Follows FROM from the stage that is built down to an image. Undefined for `scratch`, and for what is not certain. */
function readBase(scan, inputs) {
    const origins = readOrigins(scan, inputs);
    const { target } = inputs;
    let from = origins[target === undefined ? origins.length - 1 : indexOfTarget(scan.stages, target)]?.from;
    // Every step leads to an earlier stage, so this ends.
    while (from?.kind === 'stage')
        from = origins[from.stage]?.from;
    return from?.kind === 'image' ? from.image : undefined;
}
/** All that a build takes from elsewhere than its context, as far as the Dockerfile and the inputs tell. */
function readMaterials(scan, { buildArgs, buildContexts }) {
    const values = argValues(scan.args, buildArgs);
    const fetched = scan.added.find((source) => /^[a-z+]+:|@.*:|\$|^github\.com\//i.test(source));
    if (fetched !== undefined)
        return { kind: 'unknown', because: `the Dockerfile adds ${fetched}` };
    if (buildArgs.some(({ key }) => key === 'BUILDKIT_SYNTAX'))
        return { kind: 'unknown', because: '`build-args` name another frontend' };
    if (scan.unclear !== undefined)
        return { kind: 'unknown', because: `only the build can tell what ${scan.unclear} does` };
    const elsewhere = buildContexts.find(({ value }) => isRemote(value) && !value.startsWith('docker-image://'))?.value;
    if (elsewhere !== undefined)
        return { kind: 'unknown', because: `only the build can tell what ${elsewhere} is` };
    const before = (stage) => scan.stages.slice(0, scan.stages.indexOf(stage));
    const named = [
        ...scan.stages.map((stage) => ({ name: stage.from, stages: before(stage) })),
        ...scan.stages.flatMap((stage) => stage.copies.map(({ from }) => ({ name: from, stages: before(stage) }))),
        ...scan.mountedFrom.map((name) => ({ name, stages: scan.stages })),
        ...(scan.syntax === undefined ? [] : [{ name: scan.syntax, stages: [] }]),
        ...buildContexts.filter(({ value }) => isRemote(value)).map(({ value }) => ({ name: value, stages: [] })),
    ];
    const read = named.map(({ name, stages }) => readMaterial(name, stages, values, buildContexts));
    const unclear = named[read.indexOf('unclear')]?.name;
    if (unclear !== undefined)
        return { kind: 'unknown', because: `only the build can tell what ${unclear} is` };
    const images = read.filter((one) => typeof one === 'object');
    const folders = buildContexts.map(({ value }) => value).filter((value) => !isRemote(value));
    return { kind: 'known', images: [...new Map(images.map((image) => [image.reference, image])).values()], folders };
}
/** Whether a build context is elsewhere than in a folder. */
function isRemote(context) {
    return /^[a-z0-9+.-]+:|^[^/]*@|^github\.com\//i.test(context);
}
function readMaterial(name, stages, values, contexts) {
    const from = expand(name, values);
    if (from === undefined)
        return 'unclear';
    if (from === 'scratch' || indexOf(stages, from.toLowerCase()) >= 0 || /^\d+$/.test(from))
        return 'own';
    const context = contextOf(from, contexts) ?? from;
    // A folder of the workspace, like the context itself.
    if (context !== from && context !== 'by platform' && !isRemote(context))
        return 'own';
    return (context.startsWith('docker-image://') ? imageOf(context) : (0,image_name/* readReference */.Wf)(context)) ?? 'unclear';
}
/** The stages in order, each with where its content comes from. */
function readOrigins({ stages, args }, { buildArgs, buildContexts }) {
    const values = argValues(args, buildArgs);
    return stages.map((stage, index) => {
        const { name, line, variables } = stage;
        const before = stages.slice(0, index);
        const replaced = name === undefined ? undefined : contextOf(name, buildContexts);
        // A context in the place of a stage: its instructions are not carried out.
        if (replaced !== undefined)
            return { name, line, from: originOf(imageOf(replaced)), rootCopies: [], variables: [] };
        const rootCopies = stage.copies.filter(isOfRoot).flatMap((copy) => stageOfCopy(copy, before));
        return { name, line, from: readOrigin(stage, before, values, buildContexts), rootCopies, variables };
    });
}
function readOrigin(stage, before, values, contexts) {
    const from = expand(stage.from, values);
    if (from === undefined || from === 'scratch')
        return { kind: 'other' };
    const context = contextOf(from, contexts);
    if (context !== undefined)
        return originOf(imageOf(context));
    const earlier = indexOf(before, from.toLowerCase());
    return earlier < 0 ? originOf((0,image_name/* readReference */.Wf)(from)) : { kind: 'stage', stage: earlier };
}
function originOf(image) {
    return image === undefined ? { kind: 'other' } : { kind: 'image', image };
}
/** `/`, `.`, `/.` and `/*`: a source of another stage is seen from its root. */
function isOfRoot({ sources }) {
    return sources.some((source) => /^(?:\.?\/)*[.*]?$/.test(source));
}
/** Here too a number counts stages; everything else is an image or a context. */
function stageOfCopy({ from, line }, before) {
    const stage = indexOfTarget(before, from);
    return before[stage] === undefined ? [] : [{ stage, line }];
}
/**
 * An ARG before the first FROM may use those before it; `build-args` win. One without a value is not set, unless an
 * earlier line or `build-args` set it.
 */
function argValues(args, given) {
    const values = new Map();
    for (const { key, value } of args) {
        const own = given.findLast((argument) => argument.key === key)?.value;
        const text = own ?? (value === undefined ? undefined : expand(value, values));
        if (text !== undefined)
            values.set(key, text);
        else if (value !== undefined)
            values.delete(key);
    }
    return values;
}
function indexOf(stages, name) {
    return stages.findLastIndex((stage) => stage.name === name);
}
/** `target` is a name or the number of a stage. */
function indexOfTarget(stages, target) {
    const byName = indexOf(stages, target.toLowerCase());
    return byName < 0 && /^\d+$/.test(target) ? Number(target) : byName;
}
/**
 * The named context in place of an image or a stage. BuildKit looks for the short name without `:latest`, to the letter,
 * and for the same with a platform behind it (dockerui, NamedContext); of the latter only the build knows whether it fits.
 */
function contextOf(name, contexts) {
    const key = familiar(name);
    if (contexts.some((context) => context.key.startsWith(`${key}::`)))
        return 'by platform';
    return contexts.findLast((context) => context.key === key)?.value;
}
function familiar(name) {
    const image = (0,image_name/* readReference */.Wf)(name);
    if (image === undefined)
        return name;
    const digest = image.digest === undefined || image.name === image.digest ? '' : `@${image.digest}`;
    const short = image.reference.replace(/^docker\.io\/(?:library\/)?/, '');
    return `${digest === '' ? short.replace(/:latest$/, '') : short}${digest}`;
}
/** Folders, layouts and other targets have no name in a registry. */
function imageOf(context) {
    return context.startsWith('docker-image://') ? (0,image_name/* readReference */.Wf)(context.slice('docker-image://'.length)) : undefined;
}
/** BuildKit's own variables differ by platform, whatever default is written for them. */
const builtIn = /^(?:TARGET|BUILD)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT|STAGE)$/;
/** Variables with a value, `${NAME:-default}` and `${NAME-default}`; undefined for everything else there is. */
function expand(text, values) {
    let certain = true;
    const expanded = text.replace(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?)-([^{}$]*))?\})/g, (_, plain, braced, colon, fallback) => {
        const name = plain ?? braced ?? '';
        const value = values.get(name);
        const taken = value === undefined || (value === '' && colon === ':') ? fallback : value;
        if (taken === undefined || (builtIn.test(name) && value === undefined))
            certain = false;
        return taken ?? '';
    });
    return certain && expanded !== '' && !expanded.includes('$') ? expanded : undefined;
}

;// CONCATENATED MODULE: ./build/read/shell-words.js
/** A Dockerfile's line -> its words, as BuildKit's reader of shell words takes them (moby/buildkit, frontend/dockerfile/shell). */
function shellWords(escapeCharacter) {
    const own = escapeCharacter === '\\' ? '\\\\' : escapeCharacter;
    const inDouble = `(?:${own}.|[^"${own}])*`;
    const word = new RegExp(`(?:${own}.|"${inDouble}"|'[^']*'|[^\\s"'])+`, 'g');
    const quoted = new RegExp(`"(${inDouble})"|'([^']*)'|${own}(.)`, 'g');
    const escaped = new RegExp(`${own}(.)`, 'g');
    return {
        split: (line) => (/["']/.test(line.replace(word, '')) ? [] : (line.match(word) ?? [])),
        unquote: (text) => text.replace(quoted, (_, double, single, one) => {
            return double?.replace(escaped, '$1') ?? single ?? one ?? '';
        }),
    };
}

;// CONCATENATED MODULE: ./build/read/dockerfile.js

/** `FROM [--platform=…] IMAGE [AS NAME]` (docs.docker.com, Dockerfile reference). */
const fromLine = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$/i;
/** A word that opens a heredoc: `<<EOF`, `<<-EOF`, `3<<"EOF"`; not `<<<`. */
const heredocWord = /^\d*<<(-?)([^<]+)$/;
/** Lists the stages in order. */
function scanDockerfile(text) {
    const stages = [];
    const args = [];
    const mountedFrom = [];
    const added = [];
    let unclear = oddSyntax(linesOf(text));
    for (const { text: instruction, line, words } of instructionsOf(text)) {
        const stage = readFrom(instruction, line);
        if (stage !== undefined)
            stages.push(stage);
        if (stages.length === 0)
            args.push(...readArgs(instruction, words));
        stages.at(-1)?.copies.push(...readCopy(instruction, words, line));
        stages.at(-1)?.variables.push(...readVariables(instruction, words, line));
        mountedFrom.push(...readMountedFrom(instruction, words));
        added.push(...readAdded(instruction, words));
        if (/^\s*ONBUILD\s/i.test(instruction))
            unclear ??= instruction.trim();
    }
    return { stages, args, syntax: directive(linesOf(text), 'syntax'), mountedFrom, added, unclear };
}
/** All instructions in order. Heredocs, comments and continued lines are not mistaken for instructions. */
function* instructionsOf(text) {
    const lines = linesOf(text);
    const continuation = directive(lines, 'escape') ?? '\\';
    const words = shellWords(continuation);
    for (let index = 0; index < lines.length;) {
        const instruction = wholeInstruction(lines, index, continuation);
        yield { text: instruction.text, line: index + 1, words };
        index = afterHeredocs(lines, instruction, words);
    }
}
function linesOf(text) {
    return text.replace(/^\ufeff/, '').split(/\r?\n/);
}
/** Whether a stage begins with it. */
function beginsStage({ text }) {
    return fromLine.test(text);
}
/** What an ARG or an ENV declares, in order; none for other instructions. `ENV NAME VALUE` is the old way to write it. */
function readSettings({ text, words }) {
    if (!/^\s*ENV\s/i.test(text))
        return readArgs(text, words);
    const [first = '', ...others] = words.split(text).slice(1);
    const pairs = first.includes('=') ? [first, ...others] : [`${first}=${others.join(' ')}`];
    return pairs.map((pair) => readSetting(pair, words));
}
function readFrom(instruction, line) {
    const from = fromLine.exec(instruction);
    if (from === null)
        return undefined;
    return { name: from[2]?.toLowerCase(), line, from: from[1] ?? '', copies: [], variables: [] };
}
/** Flags come first; the last path is where to. */
function readCopy(instruction, { split, unquote }, line) {
    if (!/^\s*COPY\s/i.test(instruction))
        return [];
    const words = split(instruction).slice(1);
    const flags = words.slice(0, words.findIndex((word) => !word.startsWith('--')));
    const from = flags.findLast((flag) => flag.startsWith('--from='))?.slice('--from='.length);
    if (from === undefined)
        return [];
    const paths = words.slice(flags.length);
    const sources = readArray(paths.join(' ')) ?? paths.map(unquote);
    return [{ from: unquote(from), sources: sources.slice(0, -1), line }];
}
function readMountedFrom(instruction, { split, unquote }) {
    if (!/^\s*RUN\s/i.test(instruction))
        return [];
    const mounts = split(instruction).filter((word) => /^["']?--mount=/i.test(word));
    // Options may be quoted as in CSV.
    return mounts.flatMap((mount) => /[=,]from=([^,]*)/i.exec(unquote(mount).replaceAll(/["']/g, ''))?.[1] ?? []);
}
function readAdded(instruction, { split, unquote }) {
    if (!/^\s*ADD\s/i.test(instruction))
        return [];
    const paths = split(instruction).filter((word, index) => index > 0 && !word.startsWith('--'));
    return (readArray(paths.join(' ')) ?? paths.map(unquote)).slice(0, -1);
}
/** Paths may be written as a JSON array. */
function readArray(text) {
    if (!text.startsWith('['))
        return undefined;
    try {
        return JSON.parse(text).map(String);
    }
    catch {
        return undefined;
    }
}
/** `ENV NAME VALUE` is the old way to write it: one name, and the rest is its value. */
function readVariables(instruction, words, line) {
    if (/^\s*ARG\s/i.test(instruction))
        return readArgs(instruction, words).map(({ key }) => ({ name: key, line }));
    if (!/^\s*ENV\s/i.test(instruction))
        return [];
    const [first = '', ...others] = words.split(instruction).slice(1);
    const pairs = first.includes('=') ? [first, ...others] : [first];
    return pairs.map((pair) => ({ name: words.unquote(pair.split('=')[0] ?? ''), line }));
}
function readArgs(instruction, shell) {
    const [keyword, ...words] = shell.split(instruction);
    if (keyword?.toUpperCase() !== 'ARG')
        return [];
    return words.map((word) => readSetting(word, shell));
}
function readSetting(word, { unquote }) {
    const equals = word.indexOf('=');
    return equals < 0
        ? { key: word, value: undefined }
        : { key: word.slice(0, equals), value: unquote(word.slice(equals + 1)) };
}
/** A frontend that is named in a way which BuildKit knows, and this scan does not. */
function oddSyntax(lines) {
    const odd = lines.slice(0, 20).find((line) => /^\s*(?:#|\/\/).*\bsyntax\s*=/i.test(line));
    return odd !== undefined && directive(lines, 'syntax') === undefined ? odd.trim() : undefined;
}
/** Directives such as `# escape=` count only before anything that is no directive. */
function directive(lines, name) {
    for (const line of lines) {
        const found = /^#\s*(\w+)\s*=\s*(\S+)\s*$/.exec(line);
        if (found === null)
            break;
        if (found[1]?.toLowerCase() === name)
            return found[2];
    }
    return undefined;
}
/** Joins continued lines; comments and empty lines between them do not end the instruction. */
function wholeInstruction(lines, start, continuation) {
    let text = '';
    let next = start;
    while (next < lines.length) {
        const line = lines[next++] ?? '';
        if (isComment(line) || (text !== '' && line.trim() === '')) {
            if (text === '')
                break;
            continue;
        }
        const trimmed = line.trimEnd();
        const continues = trimmed.endsWith(continuation) && !trimmed.endsWith(continuation.repeat(2));
        if (!continues)
            return { text: text + line, next };
        text += trimmed.slice(0, -1);
    }
    return { text, next };
}
function isComment(line) {
    return line.trimStart().startsWith('#');
}
/** Only these instructions take heredocs; elsewhere `<<` is text. */
function afterHeredocs(lines, { text, next }, { split, unquote }) {
    if (!/^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/i.test(text))
        return next;
    let index = next;
    for (const raw of split(text)) {
        const [, dash, word = ''] = heredocWord.exec(raw) ?? [];
        if (dash === undefined)
            continue;
        const end = unquote(word);
        const ends = (line) => (dash === '-' ? line.replace(/^\t+/, '') : line) === end;
        while (index < lines.length && !ends(lines[index] ?? ''))
            index++;
        index++;
    }
    return index;
}

;// CONCATENATED MODULE: ./build/read/needed-stages.js

/** A stage or an image that COPY, ADD or a mount takes from. What is named here for nothing does no harm. */
const takenFrom = /(?:\s--|,|--mount=)from=["']?([^\s,"']+)/gi;
/**
 * The stages of the image and of the test, and all that these are made of, counted from 0. A name that only the build
 * knows may be any of them.
 */
function neededStages(instructions, origins, { target, testTarget }) {
    const uses = usesByStage(instructions);
    const open = [target === undefined ? origins.length - 1 : needed_stages_indexOf(target, origins), ...tests(testTarget, origins)];
    const needed = new Set();
    for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
        const origin = origins[stage];
        if (origin === undefined || needed.has(stage))
            continue;
        needed.add(stage);
        if (origin.from.kind === 'stage')
            open.push(origin.from.stage);
        for (const name of uses[stage] ?? [])
            open.push(...(name.includes('$') ? origins.keys() : [needed_stages_indexOf(name, origins)]));
    }
    return needed;
}
function tests(target, origins) {
    if (target.kind === 'none')
        return [];
    return [needed_stages_indexOf(target.kind === 'stage' ? target.name : 'test', origins)];
}
/** A stage is meant by its name or its number; -1 for what is no stage. */
function needed_stages_indexOf(name, origins) {
    const byName = origins.findLastIndex((origin) => origin.name === name.toLowerCase());
    return byName < 0 && /^\d+$/.test(name) ? Number(name) : byName;
}
function usesByStage(instructions) {
    const stages = [];
    for (const instruction of instructions) {
        if (beginsStage(instruction))
            stages.push([]);
        stages.at(-1)?.push(...[...instruction.text.matchAll(takenFrom)].map(([, name = '']) => name));
    }
    return stages;
}

;// CONCATENATED MODULE: ./build/read/cache-mounts.js



/**
 * Every `RUN --mount=type=cache` of the stages that are built, each once, in the order of the file. Variables in it have the values that the
 * Dockerfile and the inputs give them; what only the build can know is left, with the reason.
 */
function readCacheMounts(text, wish) {
    const instructions = [...instructionsOf(text)];
    const read = wish.platforms.flatMap((platform) => readFor(platform, instructions, wish));
    const mounts = new Map();
    for (const found of read)
        if (found.kind === 'mount' && !mounts.has(identity(found.mount)))
            mounts.set(identity(found.mount), found.mount);
    const users = read.flatMap((found) => (found.kind === 'mount' ? cache_mounts_imageOf(found.mount.stage, wish.origins) : []));
    return {
        mounts: [...mounts.values()],
        images: [...new Set(users)],
        left: [...new Set(read.flatMap((found) => (found.kind === 'left' ? found.because : [])))],
    };
}
/** What BuildKit tells cache mounts apart by. */
function identity({ id, owner }) {
    return [id, ...owner].join(' ');
}
function readFor(platform, instructions, wish) {
    const first = instructions.findIndex(beginsStage);
    const global = argValues(instructions.slice(0, Math.max(first, 0)).flatMap(readSettings), wish.buildArgs);
    const outer = new Map([...platformArguments(platform, wish.native), ...global]);
    const stages = [];
    const found = [];
    const needed = neededStages(instructions, wish.origins, wish);
    for (const instruction of instructions) {
        if (beginsStage(instruction))
            stages.push(inherited(stages, wish.origins[stages.length]));
        const known = stages.at(-1);
        if (known === undefined || isReplaced(wish.origins[stages.length - 1], wish))
            continue;
        learn(known, instruction, outer, wish);
        if (needed.has(stages.length - 1))
            found.push(...mountsOf(instruction, known, stages.length - 1));
    }
    return found;
}
/** A stage has what the stage has that it is built on. */
function inherited(before, origin) {
    const base = origin?.from.kind === 'stage' ? before[origin.from.stage] : undefined;
    return { args: new Map(base?.args), env: new Map(base?.env) };
}
/** A context in the place of a stage: its instructions are not carried out. */
function isReplaced(stage, { buildContexts }) {
    return stage?.name !== undefined && buildContexts.some(({ key }) => key.split('::')[0] === stage.name);
}
function learn({ args, env }, instruction, outer, { buildArgs }) {
    const isEnv = /^\s*ENV\s/i.test(instruction.text);
    for (const { key, value } of readSettings(instruction)) {
        const given = isEnv ? undefined : buildArgs.findLast((argument) => argument.key === key)?.value;
        const own = given ?? ownValue({ key, value }, new Map([...args, ...env])) ?? outerValue({ key, value }, outer);
        const known = isEnv ? env : args;
        if (own === undefined)
            known.delete(key);
        else
            known.set(key, own);
    }
}
function ownValue({ value }, values) {
    return value === undefined || value === '' ? value : expand(value, values);
}
/** `ARG NAME` alone has the value of before the first FROM. */
function outerValue({ key, value }, outer) {
    return value === undefined ? outer.get(key) : undefined;
}
/** The arguments that BuildKit sets by itself (docs.docker.com, Dockerfile reference, automatic platform arguments). */
function platformArguments(target, native) {
    return [
        ['TARGET', target],
        ['BUILD', native],
    ].flatMap(([name, platform = '']) => {
        const [os = '', architecture = '', variant = ''] = platform.split('/');
        return [
            [`${name}PLATFORM`, platform],
            [`${name}OS`, os],
            [`${name}ARCH`, architecture],
            [`${name}VARIANT`, variant],
        ];
    });
}
/** Flags come first. */
function mountsOf(instruction, known, stage) {
    if (!/^\s*RUN\s/i.test(instruction.text))
        return [];
    const words = instruction.words.split(instruction.text).slice(1);
    const end = words.findIndex((word) => !word.startsWith('--'));
    const flags = words.slice(0, end < 0 ? words.length : end).map(instruction.words.unquote);
    const values = new Map([...known.args, ...known.env]);
    return flags
        .filter((flag) => /^--mount=(?:.*,)?type=cache(?:,|$)/i.test(flag))
        .map((flag) => readMount(flag.slice('--mount='.length), values, { stage, line: instruction.line }));
}
function readMount(text, values, { stage, line }) {
    const options = readOptions(text);
    const left = (because) => ({
        kind: 'left',
        because: `The cache mount in line ${line} is not kept: ${because}`,
    });
    if (options.has('from') || options.has('source'))
        return left('it begins with the content of an image or a stage');
    const written = options.get('id') ?? options.get('target') ?? '';
    const id = expand(written, values);
    if (id === undefined)
        return left(`only the build knows what "${written}" is`);
    const owner = ownerNames.filter((name) => options.has(name)).map((name) => `${name}=${options.get(name)}`);
    const odd = owner.find((option) => !/^[ug]id=\d+$|^mode=[0-7]+$/.test(option));
    if (odd !== undefined)
        return left(`only the build knows what "${odd}" is`);
    const whole = options.has('id') ? id : cleanPath(id);
    if (!/^[\w./:@+~=-]+$/.test(whole))
        return left(`"${whole}" has characters that cannot be passed on`);
    const sharing = options.get('sharing')?.toLowerCase() ?? 'shared';
    return { kind: 'mount', mount: { id: whole, owner, sharing, stage } };
}
function readOptions(text) {
    const pairs = text.split(',').map((item) => {
        const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(item) ?? [];
        const key = name.toLowerCase();
        return [aliases[key] ?? key, value];
    });
    return new Map(pairs);
}
/** Other names of options (moby/buildkit, frontend/dockerfile/instructions/commands_runmount.go). */
const aliases = { dst: 'target', destination: 'target', src: 'source' };
const ownerNames = ['uid', 'gid', 'mode'];
/** Without an id a mount is known by its target, cleaned as Go does it; one that is relative stays so. */
function cleanPath(path) {
    const words = [];
    for (const word of path.split('/')) {
        if (word === '' || word === '.')
            continue;
        if (word !== '..')
            words.push(word);
        else if (words.length > 0 && words.at(-1) !== '..')
            words.pop();
        else if (!path.startsWith('/'))
            words.push(word);
    }
    return path.startsWith('/') ? `/${words.join('/')}` : words.join('/') || '.';
}
/** The image that a stage is built on in the end. Every step leads to an earlier stage, so this ends. */
function cache_mounts_imageOf(stage, origins) {
    let from = origins[stage]?.from;
    while (from?.kind === 'stage')
        from = origins[from.stage]?.from;
    if (from?.kind !== 'image')
        return [];
    const { reference, digest } = from.image;
    return [digest === undefined || reference.endsWith(digest) ? reference : `${reference}@${digest}`];
}

;// CONCATENATED MODULE: ./build/read/named-paths.js
/** Folders of `build-contexts`, files of `secret-files`, keys of `ssh`. */
function namedPaths(inputs) {
    // `docker-image://…`, `https://…`, `target:…` and `git@…` are no paths.
    const folders = inputs.buildContexts.filter(({ value }) => !/^[a-z-]+:|^git@/.test(value));
    const secrets = inputs.secrets.flatMap((secret) => (secret.kind === 'file' ? secret.path : []));
    const keys = inputs.ssh.flatMap((entry) => entry.includes('=') ? entry.slice(entry.indexOf('=') + 1).split(',') : []);
    return [
        ...folders.map(({ value }) => ({ input: 'build-contexts', path: value })),
        ...secrets.map((path) => ({ input: 'secret-files', path })),
        ...keys.map((path) => ({ input: 'ssh', path })),
    ];
}

;// CONCATENATED MODULE: ./build/world/lock-files.js
/** The lock files of a build context: what is in cache mounts follows them. */



/** What package managers write to say which versions they have chosen. */
const names = new Set([
    ...['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb', 'deno.lock'],
    ...['go.sum', 'go.work.sum', 'Cargo.lock', 'Gemfile.lock', 'composer.lock', 'mix.lock', 'rebar.lock', 'pubspec.lock'],
    ...['poetry.lock', 'uv.lock', 'pdm.lock', 'Pipfile.lock', 'pixi.lock', 'conda-lock.yml', 'conan.lock'],
    ...['packages.lock.json', 'paket.lock', 'gradle.lockfile', 'Package.resolved', 'Podfile.lock', 'stack.yaml.lock'],
    ...['cabal.project.freeze', 'flake.lock', 'Manifest.toml'],
]);
const alike = /^requirements.*\.txt$/;
/** Installed packages bring lock files along, of which nobody installs anything. */
const foreign = new Set(['node_modules', '.git']);
/** SHA-256 of the lock files in and below a folder, with their paths; undefined when there is none. */
async function hashLockFiles(folder) {
    const paths = await find(folder, '');
    if (paths.length === 0)
        return undefined;
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for (const path of paths.toSorted()) {
        const content = await (0,promises_.readFile)((0,external_node_path_.join)(folder, path));
        hash.update(`${path}\0${content.length}\0`).update(content);
    }
    return hash.digest('hex');
}
/** A folder that cannot be read is none that a build could use. */
async function find(folder, below) {
    const entries = await (0,promises_.readdir)((0,external_node_path_.join)(folder, below), { withFileTypes: true }).catch(() => []);
    const found = await Promise.all(entries.map((entry) => {
        const path = (0,external_node_path_.join)(below, entry.name);
        if (entry.isDirectory())
            return foreign.has(entry.name) ? [] : find(folder, path);
        return entry.isFile() && (names.has(entry.name) || alike.test(entry.name)) ? [path] : [];
    }));
    return found.flat();
}

;// CONCATENATED MODULE: ./build/read/proof.js
/** Gives undefined for what no job of this version has written. */
function readProof(text) {
    try {
        const value = JSON.parse(text);
        return isProof(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
/** Whether somebody meant JSON, and no path. */
function looksLikeProof(text) {
    return text.startsWith('{');
}
function isProof(value) {
    if (typeof value !== 'object' || value === null)
        return false;
    const { version, revision, digest, names, imageVersion, platforms, inputs, gates } = value;
    return (version === 1 &&
        [revision, imageVersion].every(isText) &&
        isText(digest) &&
        /^sha256:[0-9a-f]{64}$/.test(digest) &&
        isListOf(names, isText) &&
        isListOf(platforms, isText) &&
        typeof inputs === 'object' &&
        inputs !== null &&
        Object.values(inputs).every(isText) &&
        isListOf(gates, isGate));
}
const gateNames = [
    'lint',
    'test stage',
    'services',
    'test command',
    'service tests',
    'smoke test',
];
function isGate(value) {
    if (typeof value !== 'object' || value === null)
        return false;
    const { gate, state, because } = value;
    const known = gateNames.includes(gate);
    return known && (state === 'passed' || (state === 'skipped' && isText(because)));
}
function isText(value) {
    return typeof value === 'string';
}
function isListOf(value, is) {
    return Array.isArray(value) && value.every(is);
}

;// CONCATENATED MODULE: ./build/world/proofs.js
/** Finds the proofs that other jobs have left: lines of JSON, files, or folders of files. */



/** In the order in which they are named; files of a folder by their names. */
async function findProofs(items, workspace) {
    const found = await Promise.all(items.map((item, index) => looksLikeProof(item) ? [understood(item, `line ${index + 1}`)] : atPath(item, (0,external_node_path_.resolve)(workspace, item))));
    return found.flat();
}
function understood(text, from) {
    const proof = readProof(text);
    if (proof !== undefined)
        return { kind: 'read', from, proof };
    return refused(from, 'is no proof of a job with `stage: build` of this version');
}
/** Nobody reads more of what was given by mistake. */
const longest = 80;
function refused(value, wrong) {
    const cure = 'give it the output `proof` of a job with `stage: build`, the file that its `proof-file` names, or the folder into which actions/download-artifact has put these files';
    const short = value.length > longest ? `${value.slice(0, longest)}...` : value;
    return { kind: 'refused', problem: { input: 'proofs', value: short, wrong, cure } };
}
async function atPath(from, path) {
    try {
        if (!(await (0,promises_.stat)(path)).isDirectory())
            return [understood(await (0,promises_.readFile)(path, 'utf8'), from)];
        const entries = await (0,promises_.readdir)(path, { recursive: true, withFileTypes: true });
        const files = entries.filter((entry) => entry.isFile() && isProofName(entry.name));
        const names = files.map((entry) => (0,external_node_path_.relative)(path, (0,external_node_path_.join)(entry.parentPath, entry.name))).toSorted();
        if (names.length === 0)
            return [refused(from, 'is a folder without any file slipway-proof-….json')];
        return await Promise.all(names.map(async (name) => understood(await (0,promises_.readFile)((0,external_node_path_.join)(path, name), 'utf8'), (0,external_node_path_.join)(from, name))));
    }
    catch (error) {
        const { code = '' } = error;
        if (isDigest(from))
            return [refused(from, 'is a digest')];
        if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(code))
            return [refused(from, 'does not exist in the workspace')];
        return [refused(from, `cannot be read (${code})`)];
    }
}
/** Other files of JSON are other artifacts of the run. */
function isProofName(name) {
    return /^slipway-proof-.*\.json$/.test(name);
}
function isDigest(text) {
    return /sha256:[0-9a-f]{64}$/.test(text);
}

;// CONCATENATED MODULE: ./build/world/look.js
/** Looks at the machine before planning: files and folders only, nothing is started. */











/** Gathers the facts that the plan needs. */
async function look(inputs, where) {
    const { workspace, runFolder, runName, cacheFolder } = where;
    return {
        workspace,
        runFolder,
        runName,
        cacheFolder,
        ...(await lookAtDockerfile(inputs, workspace)),
        buildxFolder: where.buildxFolder,
        cacheService: where.cacheService,
        nativePlatform: look_native,
        emulated: where.ownEngine ? await emulated() : undefined,
        cosign: await isOnPath('cosign', where.path),
        identity: where.identity,
        proofs: await findProofs(inputs.proofs, workspace),
        knownLogins: await (0,docker_config/* knownLogins */.gk)(where.home),
        missingPaths: await missing(inputs, workspace),
        now: new Date().toISOString(),
        sourceDateEpoch: /^\d{1,11}$/.test(where.sourceDateEpoch ?? '') ? Number(where.sourceDateEpoch) : undefined,
    };
}
/** Node's names for what Docker calls otherwise. */
const architectures = { x64: 'amd64', ia32: '386' };
/** The kernel's names of emulators (docs.kernel.org, binfmt_misc; QEMU's own names for architectures). */
const emulators = {
    'qemu-aarch64': 'arm64',
    'qemu-arm': 'arm',
    'qemu-i386': '386',
    'qemu-loongarch64': 'loong64',
    'qemu-mips64el': 'mips64le',
    'qemu-ppc64le': 'ppc64le',
    'qemu-riscv64': 'riscv64',
    'qemu-s390x': 's390x',
    'qemu-x86_64': 'amd64',
};
async function isOnPath(program, path) {
    const places = path.split(external_node_path_.delimiter).filter((folder) => folder !== '');
    const found = await Promise.all(places.map((folder) => (0,promises_.access)((0,external_node_path_.join)(folder, program), external_node_fs_.constants.X_OK).then(() => true, () => false)));
    return found.includes(true);
}
/** Undefined where there is no such folder: Docker Desktop's engine has a kernel of its own. */
async function emulated() {
    const names = await (0,promises_.readdir)('/proc/sys/fs/binfmt_misc').catch(() => undefined);
    return names?.flatMap((name) => emulators[name] ?? []);
}
const nothingRead = {
    origins: [],
    base: undefined,
    materials: { kind: 'unknown', because: 'the Dockerfile was not read' },
    dockerignore: '',
    cacheMounts: undefined,
};
const look_native = `linux/${architectures[process.arch] ?? process.arch}`;
async function lookAtDockerfile(inputs, workspace) {
    if (inputs.context.kind === 'remote')
        return { dockerfile: { kind: 'remote', path: inputs.file }, ...nothingRead };
    const context = (0,external_node_path_.resolve)(workspace, inputs.context.path);
    const path = inputs.file === undefined ? (0,external_node_path_.join)(context, 'Dockerfile') : (0,external_node_path_.resolve)(workspace, inputs.file);
    try {
        const text = await (0,promises_.readFile)(path, 'utf8');
        const scan = scanDockerfile(text);
        const stages = scan.stages.map(({ name, line }) => ({ name, line }));
        const origins = readOrigins(scan, inputs);
        return {
            dockerfile: { kind: 'found', path, stages },
            origins,
            base: readBase(scan, inputs),
            materials: await settled(readMaterials(scan, inputs), [context, path], workspace),
            dockerignore: await readDockerignore(path, context),
            cacheMounts: inputs.cacheMounts ? await lookAtCacheMounts(text, context, origins, inputs) : undefined,
        };
    }
    catch (error) {
        if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? ''))
            throw error;
        const [emptyContext, emptyWorkspace] = [await isEmpty(context), await isEmpty(workspace)];
        const dockerfile = { kind: 'missing', path: look_short(path, workspace), emptyContext, emptyWorkspace };
        return { dockerfile, ...nothingRead };
    }
}
/** With no lock file the Dockerfile tells best what is in its mounts. */
async function lookAtCacheMounts(text, context, origins, inputs) {
    const platforms = inputs.platforms.length > 0 ? inputs.platforms : [look_native];
    const found = readCacheMounts(text, { ...inputs, origins, native: look_native, platforms });
    return { ...found, hash: (await hashLockFiles(context)) ?? (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex') };
}
/** What is reached by a link, or rewritten by git on its way, is not what the commit says. */
async function settled(materials, paths, workspace) {
    if (materials.kind === 'unknown')
        return materials;
    const root = await (0,promises_.realpath)(workspace);
    for (const path of [...paths, ...materials.folders]) {
        const plain = (0,external_node_path_.join)(root, (0,external_node_path_.relative)(workspace, (0,external_node_path_.resolve)(workspace, path)));
        const real = await (0,promises_.realpath)((0,external_node_path_.resolve)(workspace, path)).catch(() => undefined);
        if (real !== plain)
            return { kind: 'unknown', because: `${look_short(path, workspace)} leads elsewhere` };
    }
    const attributes = await (0,promises_.readFile)((0,external_node_path_.join)(workspace, '.gitattributes'), 'utf8').catch(() => '');
    return /\bfilter=/.test(attributes) ? { kind: 'unknown', because: 'git rewrites files by a filter' } : materials;
}
/** One beside the Dockerfile is in force alone (docs.docker.com, "Filename and location"). */
async function readDockerignore(dockerfile, context) {
    const [own, common] = await Promise.all([`${dockerfile}.dockerignore`, (0,external_node_path_.join)(context, '.dockerignore')].map((path) => (0,promises_.readFile)(path, 'utf8').catch(() => undefined)));
    return own ?? common ?? '';
}
function look_short(path, workspace) {
    const inside = (0,external_node_path_.relative)(workspace, path);
    return inside.startsWith('..') || (0,external_node_path_.isAbsolute)(inside) ? path : inside;
}
async function isEmpty(folder) {
    const entries = await (0,promises_.readdir)(folder).catch(() => []);
    return entries.length === 0;
}
async function missing(inputs, workspace) {
    const checked = await Promise.all(namedPaths(inputs).map(async (named) => {
        const there = await (0,promises_.access)((0,external_node_path_.resolve)(workspace, named.path)).then(() => true, () => false);
        return there ? [] : [named];
    }));
    return checked.flat();
}

;// CONCATENATED MODULE: ./build/world/probe.js
/** Asks a container over HTTP whether it works, as a visitor would. */

const mostRedirects = 5;
/** Of an answer that is not what it should be, people want to see the beginning. */
const shownBytes = 500;
/** As `World.probe` says; the limit holds for all redirects together. */
async function probe(url, limitSeconds, socketPath) {
    const signal = AbortSignal.timeout(Math.ceil(limitSeconds * 1000));
    let target = new URL(url);
    const way = [target.pathname];
    for (;;) {
        const told = await probe_ask(target, signal, socketPath);
        if ('words' in told)
            return { kind: 'silent', words: signal.aborted ? `no answer in ${limitSeconds.toFixed(1)} s` : told.words };
        const next = told.location === undefined ? undefined : onSameHost(told.location, target);
        if (next === undefined)
            return { kind: 'answer', status: told.status, body: told.body };
        way.push(next.pathname);
        if (way.length > mostRedirects + 1)
            return { kind: 'silent', words: `redirects without end: ${way.join(' -> ')}` };
        target = next;
    }
}
function probe_ask(target, signal, socketPath) {
    const { promise, resolve } = Promise.withResolvers();
    const { hostname, port, pathname, search } = target;
    // Frameworks that check the host know this one; a container's address they cannot know.
    const headers = { host: port === '' ? 'localhost' : `localhost:${port}`, 'user-agent': 'slipway-smoke-test' };
    const way = socketPath === undefined ? { hostname, port } : { socketPath };
    const sent = (0,external_node_http_.request)({ ...way, path: pathname + search, headers, agent: false, signal }, (response) => {
        void answered(response).then(resolve);
    });
    // Nobody asked for another protocol: the status says what the server did.
    sent.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve({ status: response.statusCode ?? 0, body: '', location: undefined });
    });
    sent.on('error', (error) => resolve({ words: error.message }));
    sent.on('close', () => resolve({ words: 'the connection was closed without an answer' }));
    sent.end();
    return promise;
}
/** A good status is an answer at once, since the body of a stream never ends. Of others the beginning of it is shown. */
async function answered(response) {
    const { statusCode: status = 0 } = response;
    const { location } = response.headers;
    const chunks = [];
    let bytes = 0;
    try {
        if (status >= 400) {
            for await (const chunk of response) {
                chunks.push(chunk);
                bytes += chunk.length;
                if (bytes > shownBytes)
                    break;
            }
        }
    }
    catch {
        // It took too long or was cut off; what came is shown.
    }
    response.destroy();
    const body = Buffer.concat(chunks).subarray(0, shownBytes).toString('utf8');
    return { status, body: bytes > shownBytes ? `${body}…` : body, location: status < 400 ? location : undefined };
}
/** A page elsewhere is not this container's, and a redirect to it is an answer. */
function onSameHost(location, from) {
    const seen = new URL(from);
    seen.hostname = 'localhost';
    const to = URL.parse(location, seen.href);
    if (to === null || to.protocol !== 'http:' || to.port !== from.port)
        return undefined;
    if (!['localhost', '127.0.0.1', from.hostname].includes(to.hostname))
        return undefined;
    to.hostname = from.hostname;
    return to;
}

;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(9473);
;// CONCATENATED MODULE: ./build/world/process.js
/** The one place where processes start: argument arrays, never a shell, ended as a group when the run is cancelled. */



/** Kept of each stream; standard output of the commands in use is small JSON. */
const keptBytes = { stdout: 16 * 1024 * 1024, stderr: 64 * 1024 };
/** After a cancel, GitHub leaves 7.5 s; a child that ignores SIGINT gets this long. */
const graceMilliseconds = 3_000;
/** Node's timers overflow to nothing beyond this, which is more than three weeks. */
const longestTimer = 2 ** 31 - 1;
/** Starts processes with `env`, to which each command may add, except for what the engine's socket answers. */
function makeProcesses(cwd, env, socket) {
    const running = new Set();
    const pauses = new Set();
    let cancelled;
    return {
        async run(command, watch = {}) {
            if (cancelled !== undefined && watch.evenWhenCancelled !== true)
                throw cancelled;
            const answered = await socket(command);
            if (answered !== undefined)
                return answered;
            const child = start(command, cwd, env);
            if (watch.evenWhenCancelled !== true)
                running.add(child);
            try {
                const finished = await finish(child, command, watch);
                if (cancelled !== undefined && watch.evenWhenCancelled !== true)
                    throw cancelled;
                return finished;
            }
            finally {
                running.delete(child);
            }
        },
        async pause(milliseconds, { evenWhenCancelled = false } = {}) {
            if (evenWhenCancelled)
                return (0,promises_namespaceObject.setTimeout)(milliseconds);
            if (cancelled !== undefined)
                throw cancelled;
            const { promise, resolve, reject } = Promise.withResolvers();
            const timer = setTimeout(resolve, milliseconds);
            pauses.add(reject);
            try {
                await promise;
            }
            finally {
                clearTimeout(timer);
                pauses.delete(reject);
            }
        },
        cancel(signal) {
            cancelled ??= new errors/* CancelError */.p3(signal);
            for (const reject of pauses)
                reject(cancelled);
            for (const child of running)
                end(child);
        },
    };
}
/** A group of its own, so that plugins of the docker command end with it. */
function start(command, cwd, env) {
    const [program, ...words] = command.argv;
    const inherited = command.bare ? needed(env) : env;
    const child = (0,external_node_child_process_namespaceObject.spawn)(program, words, { cwd, env: { ...inherited, ...command.env }, detached: true, stdio: 'pipe' });
    // A child that does not read its input, or is not there at all, is told apart by how it ends.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(typeof command.stdin === 'object' ? command.stdin.reveal() : (command.stdin ?? ''));
    return child;
}
/** What the docker command needs to find itself, its engine and a way out. */
function needed(env) {
    const names = /^(?:PATH|HOME|TMPDIR|SSH_AUTH_SOCK|SSL_CERT_(?:FILE|DIR)|DOCKER_(?:HOST|CONFIG|CONTEXT|CERT_PATH|TLS|TLS_VERIFY|API_VERSION)|(?:https?|no)_proxy)$/i;
    return Object.fromEntries(Object.entries(env).filter(([name]) => names.test(name)));
}
async function finish(child, command, watch) {
    const begun = performance.now();
    const stdout = new Kept(keptBytes.stdout);
    const stderr = new Kept(keptBytes.stderr);
    if (watch.onLine === undefined)
        child.stdout?.on('data', (data) => stdout.add(data));
    else
        eachLine(child.stdout, watch.onLine);
    const onErrorLine = watch.onErrorLine ?? watch.onLine;
    const limit = limited(child, watch);
    if (onErrorLine === undefined)
        child.stderr?.on('data', (data) => stderr.add(data));
    else
        eachLine(child.stderr, onErrorLine);
    const code = await ended(child, command).finally(() => limit.clear());
    // Some programs end well when they are told to end, and that is no success of theirs.
    const exitCode = limit.reached() && code === 0 ? 1 : code;
    const seconds = (performance.now() - begun) / 1000;
    return { exitCode, stdout: stdout.text(), stderr: stderr.text(), seconds, timedOut: limit.reached() };
}
function limited(child, { limitSeconds, ending }) {
    let reached = false;
    const stop = () => {
        reached = true;
        end(child);
    };
    const timer = limitSeconds && setTimeout(stop, Math.min(limitSeconds * 1000, longestTimer));
    if (ending?.aborted === true)
        stop();
    ending?.addEventListener('abort', stop);
    const clear = () => {
        clearTimeout(timer);
        ending?.removeEventListener('abort', stop);
    };
    return { clear, reached: () => reached };
}
function ended(child, command) {
    const { promise, resolve, reject } = Promise.withResolvers();
    child.once('error', (cause) => reject(notStarted(command, cause)));
    child.once('close', (code) => resolve(code ?? 1));
    return promise;
}
function notStarted(command, cause) {
    const program = command.argv[0];
    if (cause.code !== 'ENOENT')
        return new errors/* ToolError */.v4(`${command.title}: ${program} did not start: ${cause.message}`, { cause });
    return new errors/* ToolError */.v4(`Cannot build: there is no \`${program}\` on this runner`, {
        cure: 'install Docker Engine with its command line and buildx, or use `runs-on: ubuntu-latest`, which has them',
        cause,
    });
}
function eachLine(stream, onLine) {
    let rest = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (data) => {
        const lines = (rest + data).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines)
            onLine(line);
    });
    stream?.on('end', () => {
        if (rest !== '')
            onLine(rest);
    });
}
function end(child) {
    signalGroup(child, 'SIGINT');
    setTimeout(() => signalGroup(child, 'SIGKILL'), graceMilliseconds).unref();
}
function signalGroup(child, signal) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
        return;
    try {
        process.kill(-child.pid, signal);
    }
    catch {
        // It ended in this very moment.
    }
}
/** The last bytes of a stream. */
class Kept {
    #most;
    #chunks = [];
    #bytes = 0;
    constructor(most) {
        this.#most = most;
    }
    add(data) {
        this.#chunks.push(data);
        this.#bytes += data.length;
        while (this.#bytes > this.#most && this.#chunks.length > 1)
            this.#bytes -= this.#chunks.shift()?.length ?? 0;
    }
    text() {
        return Buffer.concat(this.#chunks).toString('utf8');
    }
}

// EXTERNAL MODULE: ./build/read/manifest.js
var manifest = __nccwpck_require__(9180);
;// CONCATENATED MODULE: ./build/world/registry-api.js
/**
 * Asks a registry what a tag points at (OCI distribution spec, "Checking if content exists" and "Pulling manifests"). A
 * tenth of a second less a tag than through buildx; whoever asks goes there for anything that is not plain: proxies,
 * credential helpers, certificates of one's own.
 */



const manifestTypes = [
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
/** `unknown` when the registry gave no plain answer; never throws. The login is sent only after the registry asked. */
async function askRegistry(named, login, env, limitSeconds) {
    const signal = limitSeconds === undefined ? undefined : AbortSignal.timeout(limitSeconds * 1000);
    return plainly(env, () => readDigest(named, openRegistry(named.image.registry, login, signal)));
}
/** Revision and version of the image that a tag shows. `unknown` as above; never throws. */
async function showTag(tag, login, env, before = new Map()) {
    return plainly(env, () => readShown(tag, openRegistry(tag.image.registry, login), before));
}
/** What a name points at, byte for byte; undefined when the registry gave no plain answer. Never throws. */
async function readManifest({ image, name }, login, env, limitSeconds) {
    const ask = openRegistry(image.registry, login, AbortSignal.timeout(limitSeconds * 1000));
    const answer = await plainly(env, () => ask('GET', `${image.repository}/manifests/${name}`, manifestTypes));
    return 'status' in answer && answer.status === 200 ? answer.body : undefined;
}
/**
 * The configuration of an image that is named by its digest, and the size of its layers; of an index, of this platform's
 * image, else of its first. Undefined when the registry gave no plain answer, or anything but what was asked for.
 */
async function readImage({ image, name }, platform, login, env, limitSeconds) {
    const ask = openRegistry(image.registry, login, AbortSignal.timeout(limitSeconds * 1000));
    const get = async (kind, digest = '') => {
        const answer = await ask('GET', `${image.repository}/${kind}/${digest}`, kind === 'manifests' ? manifestTypes : undefined);
        const given = `sha256:${(0,external_node_crypto_.createHash)('sha256').update(answer.body).digest('hex')}`;
        if (answer.status !== 200 || given !== digest)
            throw new Error(`the registry answered ${answer.status}`);
        return answer.body;
    };
    const read = await plainly(env, async () => {
        const top = await get('manifests', name);
        const [first, ...others] = (0,manifest/* platformsIn */.S2)(top);
        const own = [first, ...others].find((one) => one?.platform === platform) ?? first;
        const text = own === undefined ? top : await get('manifests', own.digest);
        const { config } = JSON.parse(text);
        const sizes = [...(0,manifest/* layersIn */.MX)([text]).values()];
        return { config: await get('blobs', config?.digest), bytes: sizes.reduce((sum, size) => sum + size, 0) };
    });
    return 'config' in read ? read : undefined;
}
async function plainly(env, ask) {
    if (behindProxy(env))
        return { kind: 'unknown', words: 'the registry is behind a proxy' };
    try {
        return await ask();
    }
    catch (error) {
        return { kind: 'unknown', words: error instanceof Error ? error.message : String(error) };
    }
}
async function readDigest(tag, ask) {
    const answer = await ask('HEAD', `${tag.image.repository}/manifests/${tag.name}`, manifestTypes);
    if (answer.status === 404)
        return { kind: 'absent' };
    const digest = answer.headers['docker-content-digest'];
    if (answer.status === 200 && typeof digest === 'string')
        return { kind: 'present', digest };
    const retryAfterSeconds = readRetryAfter(answer.headers['retry-after']);
    const words = `the registry answered ${answer.status}`;
    return { kind: 'unknown', words, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}
/** Seconds, or a date (RFC 9110, Retry-After). */
function readRetryAfter(text = '') {
    const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
    return Number.isFinite(seconds) ? Math.max(seconds, 0) : undefined;
}
async function readShown({ image, name }, ask, before) {
    const answer = await ask('GET', `${image.repository}/manifests/${name}`, manifestTypes);
    if (answer.status === 404)
        return { kind: 'absent' };
    if (answer.status !== 200)
        return { kind: 'unknown', words: `the registry answered ${answer.status}` };
    const header = answer.headers['docker-content-digest'];
    const digest = typeof header === 'string' ? header : `sha256:${(0,external_node_crypto_.createHash)('sha256').update(answer.body).digest('hex')}`;
    const key = `${image.registry}/${image.repository}@${digest}`;
    const said = before.get(key) ?? readSaid(image.repository, registry_api_parsed(answer), ask);
    before.set(key, said);
    try {
        return { kind: 'present', shown: { digest, ...(await said) } };
    }
    catch (error) {
        before.delete(key);
        throw error;
    }
}
/** The index speaks first, then the manifest of its first platform, then that one's labels. */
async function readSaid(repository, top, ask) {
    const first = saidBy(top.annotations);
    if (isComplete(first))
        return first;
    const manifest = top.manifests === undefined ? top : await platformManifest(repository, top, ask);
    const second = together(first, saidBy(manifest?.annotations));
    const config = manifest?.config?.digest;
    if (isComplete(second) || config === undefined)
        return second;
    const content = await registry_api_read(ask, `${repository}/blobs/${config}`);
    return together(second, saidBy(content.config?.Labels));
}
/** An index also holds attestations, as manifests of an unknown platform. */
async function platformManifest(repository, index, ask) {
    const found = index.manifests?.find(({ platform }) => platform?.os !== 'unknown');
    if (found === undefined)
        return undefined;
    return (await registry_api_read(ask, `${repository}/manifests/${found.digest}`, manifestTypes));
}
async function registry_api_read(ask, path, accept) {
    const answer = await ask('GET', path, accept);
    if (answer.status !== 200)
        throw new Error(`the registry answered ${answer.status}`);
    return registry_api_parsed(answer);
}
function registry_api_parsed({ body }) {
    const content = JSON.parse(body);
    if (typeof content !== 'object' || content === null)
        throw new Error('the registry answered something else');
    return content;
}
const recipeKey = 'io.github.slipway-ci.recipe';
function saidBy(annotations) {
    const text = (key) => {
        const value = annotations?.[key];
        return typeof value === 'string' ? value : '';
    };
    return {
        revision: text('org.opencontainers.image.revision'),
        version: text('org.opencontainers.image.version'),
        recipe: text(recipeKey),
    };
}
function isComplete({ revision, version }) {
    return revision !== '' && version !== '';
}
function together(first, second) {
    // A recipe is of what the tag points at; labels are passed on by base images.
    const { recipe } = first;
    return { revision: first.revision || second.revision, version: first.version || second.version, recipe };
}
function openRegistry(registry, login, signal) {
    const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
    let authorize;
    return async (method, path, accept) => {
        const url = new URL(`https://${host}/v2/${path}`);
        // Docker takes plain HTTP from a registry on the machine itself, and from nowhere else.
        const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
        const target = local ? new URL(url.href.replace(/^https:/, 'http:')) : url;
        const ask = () => send(method, target, { ...(accept && { accept }), ...(authorize !== undefined && { authorization: authorize }) }, { signal });
        const first = await ask();
        if (first.status === 401)
            authorize = await authorization(first, login, signal);
        const answer = first.status === 401 ? await ask() : first;
        return method === 'GET' ? redirected(answer, target) : answer;
    };
}
/** Registries keep blobs in a storage of somebody else's, who must not see the login. */
async function redirected(answer, from) {
    const { location } = answer.headers;
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined)
        return answer;
    const to = new URL(location, from);
    return to.protocol === 'https:' ? send('GET', to, {}) : answer;
}
/** What a 401 asks for: the login itself, or a token that is given for it. */
async function authorization(refused, login, signal) {
    const challenge = refused.headers['www-authenticate'] ?? '';
    const basic = login && `Basic ${Buffer.from(`${login.username}:${login.password.reveal()}`).toString('base64')}`;
    if (/^basic/i.test(challenge))
        return basic;
    const parts = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
    const realm = new URL(parts['realm'] ?? '');
    if (realm.protocol !== 'https:')
        return undefined;
    for (const key of ['service', 'scope'])
        if (parts[key] !== undefined)
            realm.searchParams.set(key, parts[key]);
    const answer = await send('GET', realm, basic === undefined ? {} : { authorization: basic }, { signal });
    if (answer.status !== 200)
        throw new Error(`${realm.host} answered ${answer.status} when it was asked for a token`);
    const granted = JSON.parse(answer.body);
    return `Bearer ${granted.token ?? granted.access_token ?? ''}`;
}

;// CONCATENATED MODULE: ./build/world/world.js
/** Builds the real world for a door. */












/** `runFolder` is private to one run; it need not exist yet. */
function makeWorld(env, runFolder, runName, runner) {
    const workspace = env['GITHUB_WORKSPACE'] || process.cwd();
    const from = env['DOCKER_CONFIG'] || (0,external_node_path_.join)(env['HOME'] ?? '/root', '.docker');
    const buildxFolder = env['BUILDX_CONFIG'] || (0,external_node_path_.join)(from, 'buildx');
    const dockerConfig = (0,external_node_path_.join)(runFolder, 'docker');
    const cacheFolder = (0,external_node_path_.join)(env['RUNNER_TOOL_CACHE'] || (0,external_node_path_.join)(workspace, '..'), 'slipway-cache');
    const home = { from, to: dockerConfig, authConfig: env['DOCKER_AUTH_CONFIG'] };
    const socket = openEngineSocket(env, () => (0,docker_config/* hasContext */.WT)(home));
    const said = new Map();
    const processes = makeProcesses(workspace, (0,github/* childEnvironment */.Qc)(env, dockerConfig), socket);
    return {
        run: processes.run,
        cancel: processes.cancel,
        pause: processes.pause,
        probe: probe,
        log: runner.log,
        mask: runner.mask,
        remember: runner.remember,
        askRegistry: (named, login, limitSeconds) => askRegistry(named, login, env, limitSeconds),
        showTag: (tag, login) => showTag(tag, login, env, said),
        readManifest: (named, login, limitSeconds) => readManifest(named, login, env, limitSeconds),
        readImage: (named, platform, login, limitSeconds) => readImage(named, platform, login, env, limitSeconds),
        askCacheService: () => askCacheService(env),
        ...(0,cache_entries/* makeCacheEntries */.dy)((0,external_node_path_.join)((0,external_node_path_.dirname)(process.argv[1] ?? ''), cache_entries/* keeperDoor */.BV), processes.run),
        askGitHub: (path, token) => askGitHub(path, token, env),
        tellGitHub: (path, body, token) => tellGitHub(path, body, token, env),
        files: (0,files/* makeFiles */.y)(runFolder, home),
        look: (inputs) => look(inputs, {
            workspace,
            runFolder,
            runName,
            cacheFolder,
            home,
            buildxFolder,
            cacheService: offeredCache(env),
            path: env['PATH'] ?? '',
            ownEngine: (env['DOCKER_HOST'] || 'unix://').startsWith('unix://') && (env['DOCKER_CONTEXT'] ?? '') === '',
            identity: (env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '') !== '',
            sourceDateEpoch: env['SOURCE_DATE_EPOCH'],
        }),
        every(milliseconds, callback) {
            const timer = setInterval(callback, milliseconds);
            return { [Symbol.dispose]: () => clearInterval(timer) };
        },
        now: () => performance.now(),
        time: () => Date.now(),
        random: Math.random,
    };
}


/***/ }),

/***/ 9635:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ issueCommand),
/* harmony export */   s: () => (/* binding */ issue)
/* harmony export */ });
/* harmony import */ var os__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(857);
/* harmony import */ var _utils_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4679);


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + os__WEBPACK_IMPORTED_MODULE_0__.EOL);
}
function issue(name, message = '') {
    issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return (0,_utils_js__WEBPACK_IMPORTED_MODULE_1__/* .toCommandValue */ .E)(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return (0,_utils_js__WEBPACK_IMPORTED_MODULE_1__/* .toCommandValue */ .E)(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map

/***/ }),

/***/ 2902:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ issueFileCommand),
/* harmony export */   v: () => (/* binding */ prepareKeyValueMessage)
/* harmony export */ });
/* harmony import */ var crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6982);
/* harmony import */ var fs__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9896);
/* harmony import */ var os__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(857);
/* harmony import */ var _utils_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(4679);
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!fs__WEBPACK_IMPORTED_MODULE_1__.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    fs__WEBPACK_IMPORTED_MODULE_1__.appendFileSync(filePath, `${(0,_utils_js__WEBPACK_IMPORTED_MODULE_3__/* .toCommandValue */ .E)(message)}${os__WEBPACK_IMPORTED_MODULE_2__.EOL}`, {
        encoding: 'utf8'
    });
}
function prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID()}`;
    const convertedValue = (0,_utils_js__WEBPACK_IMPORTED_MODULE_3__/* .toCommandValue */ .E)(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${os__WEBPACK_IMPORTED_MODULE_2__.EOL}${convertedValue}${os__WEBPACK_IMPORTED_MODULE_2__.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map

/***/ }),

/***/ 1170:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ summary)
/* harmony export */ });
/* unused harmony exports SUMMARY_ENV_VAR, SUMMARY_DOCS_URL, markdownSummary */
/* harmony import */ var os__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(857);
/* harmony import */ var fs__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(9896);
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { access, appendFile, writeFile } = fs__WEBPACK_IMPORTED_MODULE_1__.promises;
const SUMMARY_ENV_VAR = 'GITHUB_STEP_SUMMARY';
const SUMMARY_DOCS_URL = 'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-job-summary';
class Summary {
    constructor() {
        this._buffer = '';
    }
    /**
     * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
     * Also checks r/w permissions.
     *
     * @returns step summary file path
     */
    filePath() {
        return __awaiter(this, void 0, void 0, function* () {
            if (this._filePath) {
                return this._filePath;
            }
            const pathFromEnv = process.env[SUMMARY_ENV_VAR];
            if (!pathFromEnv) {
                throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
            }
            try {
                yield access(pathFromEnv, fs__WEBPACK_IMPORTED_MODULE_1__.constants.R_OK | fs__WEBPACK_IMPORTED_MODULE_1__.constants.W_OK);
            }
            catch (_a) {
                throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
            }
            this._filePath = pathFromEnv;
            return this._filePath;
        });
    }
    /**
     * Wraps content in an HTML tag, adding any HTML attributes
     *
     * @param {string} tag HTML tag to wrap
     * @param {string | null} content content within the tag
     * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
     *
     * @returns {string} content wrapped in HTML element
     */
    wrap(tag, content, attrs = {}) {
        const htmlAttrs = Object.entries(attrs)
            .map(([key, value]) => ` ${key}="${value}"`)
            .join('');
        if (!content) {
            return `<${tag}${htmlAttrs}>`;
        }
        return `<${tag}${htmlAttrs}>${content}</${tag}>`;
    }
    /**
     * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
     *
     * @param {SummaryWriteOptions} [options] (optional) options for write operation
     *
     * @returns {Promise<Summary>} summary instance
     */
    write(options) {
        return __awaiter(this, void 0, void 0, function* () {
            const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
            const filePath = yield this.filePath();
            const writeFunc = overwrite ? writeFile : appendFile;
            yield writeFunc(filePath, this._buffer, { encoding: 'utf8' });
            return this.emptyBuffer();
        });
    }
    /**
     * Clears the summary buffer and wipes the summary file
     *
     * @returns {Summary} summary instance
     */
    clear() {
        return __awaiter(this, void 0, void 0, function* () {
            return this.emptyBuffer().write({ overwrite: true });
        });
    }
    /**
     * Returns the current summary buffer as a string
     *
     * @returns {string} string of summary buffer
     */
    stringify() {
        return this._buffer;
    }
    /**
     * If the summary buffer is empty
     *
     * @returns {boolen} true if the buffer is empty
     */
    isEmptyBuffer() {
        return this._buffer.length === 0;
    }
    /**
     * Resets the summary buffer without writing to summary file
     *
     * @returns {Summary} summary instance
     */
    emptyBuffer() {
        this._buffer = '';
        return this;
    }
    /**
     * Adds raw text to the summary buffer
     *
     * @param {string} text content to add
     * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
     *
     * @returns {Summary} summary instance
     */
    addRaw(text, addEOL = false) {
        this._buffer += text;
        return addEOL ? this.addEOL() : this;
    }
    /**
     * Adds the operating system-specific end-of-line marker to the buffer
     *
     * @returns {Summary} summary instance
     */
    addEOL() {
        return this.addRaw(os__WEBPACK_IMPORTED_MODULE_0__.EOL);
    }
    /**
     * Adds an HTML codeblock to the summary buffer
     *
     * @param {string} code content to render within fenced code block
     * @param {string} lang (optional) language to syntax highlight code
     *
     * @returns {Summary} summary instance
     */
    addCodeBlock(code, lang) {
        const attrs = Object.assign({}, (lang && { lang }));
        const element = this.wrap('pre', this.wrap('code', code), attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML list to the summary buffer
     *
     * @param {string[]} items list of items to render
     * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
     *
     * @returns {Summary} summary instance
     */
    addList(items, ordered = false) {
        const tag = ordered ? 'ol' : 'ul';
        const listItems = items.map(item => this.wrap('li', item)).join('');
        const element = this.wrap(tag, listItems);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML table to the summary buffer
     *
     * @param {SummaryTableCell[]} rows table rows
     *
     * @returns {Summary} summary instance
     */
    addTable(rows) {
        const tableBody = rows
            .map(row => {
            const cells = row
                .map(cell => {
                if (typeof cell === 'string') {
                    return this.wrap('td', cell);
                }
                const { header, data, colspan, rowspan } = cell;
                const tag = header ? 'th' : 'td';
                const attrs = Object.assign(Object.assign({}, (colspan && { colspan })), (rowspan && { rowspan }));
                return this.wrap(tag, data, attrs);
            })
                .join('');
            return this.wrap('tr', cells);
        })
            .join('');
        const element = this.wrap('table', tableBody);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds a collapsable HTML details element to the summary buffer
     *
     * @param {string} label text for the closed state
     * @param {string} content collapsable content
     *
     * @returns {Summary} summary instance
     */
    addDetails(label, content) {
        const element = this.wrap('details', this.wrap('summary', label) + content);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML image tag to the summary buffer
     *
     * @param {string} src path to the image you to embed
     * @param {string} alt text description of the image
     * @param {SummaryImageOptions} options (optional) addition image attributes
     *
     * @returns {Summary} summary instance
     */
    addImage(src, alt, options) {
        const { width, height } = options || {};
        const attrs = Object.assign(Object.assign({}, (width && { width })), (height && { height }));
        const element = this.wrap('img', null, Object.assign({ src, alt }, attrs));
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML section heading element
     *
     * @param {string} text heading text
     * @param {number | string} [level=1] (optional) the heading level, default: 1
     *
     * @returns {Summary} summary instance
     */
    addHeading(text, level) {
        const tag = `h${level}`;
        const allowedTag = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].includes(tag)
            ? tag
            : 'h1';
        const element = this.wrap(allowedTag, text);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML thematic break (<hr>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addSeparator() {
        const element = this.wrap('hr', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML line break (<br>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addBreak() {
        const element = this.wrap('br', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML blockquote to the summary buffer
     *
     * @param {string} text quote text
     * @param {string} cite (optional) citation url
     *
     * @returns {Summary} summary instance
     */
    addQuote(text, cite) {
        const attrs = Object.assign({}, (cite && { cite }));
        const element = this.wrap('blockquote', text, attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML anchor tag to the summary buffer
     *
     * @param {string} text link text/content
     * @param {string} href hyperlink
     *
     * @returns {Summary} summary instance
     */
    addLink(text, href) {
        const element = this.wrap('a', text, { href });
        return this.addRaw(element).addEOL();
    }
}
const _summary = new Summary();
/**
 * @deprecated use `core.summary`
 */
const markdownSummary = (/* unused pure expression or super */ null && (_summary));
const summary = _summary;
//# sourceMappingURL=summary.js.map

/***/ }),

/***/ 4679:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ toCommandValue),
/* harmony export */   k: () => (/* binding */ toCommandProperties)
/* harmony export */ });
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		id: moduleId,
/******/ 		loaded: false,
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Flag the module as loaded
/******/ 	module.loaded = true;
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/node module decorator */
/******/ (() => {
/******/ 	__nccwpck_require__.nmd = (module) => {
/******/ 		module.paths = [];
/******/ 		if (!module.children) module.children = [];
/******/ 		return module;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(1296);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
