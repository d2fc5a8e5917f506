// The one place that names the library: components, templates and hooks.
export {
  html, render, useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useErrorBoundary,
} from "./vendor/preact.js";
