"""What goes wrong with cameras. None of it tells an address: that may hold a secret."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchCamera(Fault):
    status = 404
    text = Words(
        zh="没有代码为 {code} 的摄像机。请从摄像机列表或地图上选取。",
        en="There is no camera {code}. Choose it from the list of cameras or on the map.",
    )


class BadCamera(Fault):
    status = 422
    text = Words(
        zh="摄像机 {code} 没有登记：{what}：{why}。已填内容仍在，请改正后再提交。",
        en="The camera {code} was not registered: {what}: {why}. What you typed is kept; correct it and submit again.",
    )


class NotACamera(Fault):
    status = 409
    text = Words(
        zh="{code} 已是另一个地点的代码。请给摄像机换一个代码。",
        en="{code} is the code of another place already. Give the camera another code.",
    )


class CameraDown(Fault):
    status = 502
    text = Words(
        zh="取不到“{name}”的画面：{why}。可再看一次；持续不通的，请现场或运维查看供电、网络和账号。",
        en="No picture from “{name}”: {why}. Look again; if it lasts, have power, network and login of the camera checked.",
    )


class NotAPicture(Fault):
    status = 502
    text = Words(
        zh="“{name}”送来的不是可用的画面：{why}。没有显示；请管理员核对快照地址。",
        en="What “{name}” sent is no picture that can be shown: {why}. Nothing of it is shown; ask an administrator to"
        " check the snapshot address.",
    )


class CamerasBusy(Fault):
    status = 503
    text = Words(
        zh="同时在取的画面太多，这次没有去取。请过几秒再看。",
        en="Too many pictures are being fetched at once, so this one was not asked for. Look again in a few seconds.",
    )


class PictureGone(Fault):
    status = 410
    text = Words(
        zh="这幅画面已不再保留（或不是为您打开的）。请重新调看。",
        en="This picture is no longer kept (or was not opened for you). Look at the camera again.",
    )


class NoSnapshot(Fault):
    status = 409
    text = Words(
        zh="“{name}”没有快照地址，只有实时画面。请用“看实时画面”。",
        en="“{name}” has no snapshot address, only a live picture. Use “Live picture”.",
    )


class NoLive(Fault):
    status = 409
    text = Words(
        zh="“{name}”没有登记实时画面（HLS）地址。请看快照。",
        en="“{name}” has no live picture (HLS) registered. Look at its snapshot.",
    )


class LiveBroken(Fault):
    status = 502
    text = Words(
        zh="“{name}”的实时画面放不了：{why}。请改看快照；持续如此的，请管理员核对 HLS 地址。",
        en="The live picture of “{name}” cannot be played: {why}. Look at the snapshot instead; if it lasts, ask an"
        " administrator to check the HLS address.",
    )


class CamerasUnreadable(Fault):
    status = 422
    text = Words(
        zh="摄像机文件 {file} 读不懂：{why}。一台也没有登记；写法见文档“摄像机”。",
        en="The file of cameras {file} cannot be read: {why}. None was registered; its form stands in the documents, under"
        " “Cameras”.",
    )
