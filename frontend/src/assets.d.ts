declare module "*?worker&url" { const url: string; export default url; }
declare module "*.css";
declare module "@fontsource-variable/noto-sans-sc/wght.css";
